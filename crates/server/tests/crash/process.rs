//! The program itself as a process of its own, and its sudden end.

use std::{
    process::Stdio,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

/// A running `tandem serve`.
pub struct Process {
    child: Child,
    log: Arc<Log>,
}

#[derive(Default)]
struct Log {
    halted: AtomicUsize,
    published: AtomicUsize,
    lines: Mutex<Vec<String>>,
}

impl Log {
    fn take(&self, line: String) {
        if line.contains("halted for a test") {
            self.halted.fetch_add(1, Ordering::SeqCst);
        } else if line.contains("delivery moved") && line.contains("published") {
            self.published.fetch_add(1, Ordering::SeqCst);
        }
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).push(line);
    }
}

impl Process {
    /// Starts `tandem serve` with these settings; `halt_at` is the step at which every delivery stops.
    pub fn start(settings: &[(&'static str, String)], halt_at: Option<&str>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tandem"));
        command.arg("serve");
        Self::spawn(command, settings, halt_at)
    }

    /// The same with files that cannot grow beyond so many bytes: writes fail as on a full disk.
    pub fn start_with_file_limit(settings: &[(&'static str, String)], bytes: u64) -> Self {
        let mut command = Command::new("sh");
        // The unit of POSIX's `ulimit -f` is 512 bytes; without the trap the signal would end the process.
        let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" serve", bytes / 512);
        command.args(["-c", &script, env!("CARGO_BIN_EXE_tandem")]);
        Self::spawn(command, settings, None)
    }

    fn spawn(mut command: Command, settings: &[(&'static str, String)], halt_at: Option<&str>) -> Self {
        // Settings of whoever runs the tests are none of ours.
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TANDEM_")) {
            command.env_remove(name);
        }
        command.envs(settings.iter().map(|(name, value)| (*name, value.as_str())));
        command.envs(halt_at.map(|step| ("TANDEM_HALT_AT", step)));
        command.env("NO_COLOR", "1");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().expect("tandem starts");
        let log = Arc::new(Log::default());
        let mut lines = BufReader::new(child.stderr.take().expect("standard error")).lines();
        let keeper = Arc::clone(&log);
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                keeper.take(line);
            }
        });
        Self { child, log }
    }

    /// How many deliveries stand at the step.
    pub fn halted(&self) -> usize {
        self.log.halted.load(Ordering::SeqCst)
    }

    /// How many deliveries this process has published, by its own log.
    pub fn published(&self) -> usize {
        self.log.published.load(Ordering::SeqCst)
    }

    /// What it has written to its log.
    pub fn log(&self) -> String {
        self.log.lines.lock().unwrap_or_else(PoisonError::into_inner).join("\n")
    }

    /// Whether it still runs.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// SIGKILL, as the kernel ends a process that runs out of memory.
    pub async fn kill(&mut self) {
        self.child.kill().await.expect("the process is killed");
    }

    /// SIGSTOP and SIGCONT, as a machine that sleeps: the process does not notice.
    pub async fn signal(&self, signal: &str) {
        let id = self.child.id().expect("the process runs").to_string();
        let status = Command::new("kill").args([signal, &id]).status().await.expect("kill");
        assert!(status.success(), "{signal}");
    }
}
