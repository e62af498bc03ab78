//! Processes under load, ended when dropped.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use axum::{Router, routing::get};

/// A process that answers HTTP.
pub struct Served {
    child: Child,
    /// `http://127.0.0.1:port`
    pub url: String,
}

/// The yardstick: a bare axum "hello".
pub async fn hello() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("port");
    println!("http://{}", listener.local_addr().expect("address"));
    let hello = || get(async || "hello").post(async || "hello");
    let router = Router::new().route("/", hello()).route("/collect", hello()).route("/l/{slug}", hello());
    axum::serve(listener, router).await.expect("serve");
}

/// Milliseconds that one flush of 64 KB to the disk takes: the middle one of 101.
pub fn flush_ms(dir: &Path) -> f64 {
    let mut file = std::fs::File::create(dir.join("flush")).expect("file");
    let mut took: Vec<f64> = (0..101)
        .map(|_| {
            let start = Instant::now();
            file.write_all(&[1; 65_536]).expect("write");
            file.sync_data().expect("flush");
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    took.sort_by(f64::total_cmp);
    took[took.len() / 2]
}

impl Served {
    /// Starts the yardstick.
    pub fn hello() -> Self {
        let mut command = Command::new(std::env::current_exe().expect("own path"));
        command.arg("hello");
        Self::start(command, |line| line.strip_prefix("http://").map(str::to_owned))
    }

    /// Starts the program on a data folder, and waits until it is ready.
    pub fn tandem(program: &PathBuf, dir: &Path) -> Self {
        Self::tandem_with(program, dir, &[], &[])
    }

    /// The same with arguments and settings of its own.
    pub fn tandem_with(
        program: &PathBuf,
        dir: &Path,
        arguments: &[&str],
        settings: &[(&str, String)],
    ) -> Self {
        let mut command = Command::new(program);
        command
            .arg("serve")
            .args(arguments)
            .env("TANDEM_DATA_DIR", dir)
            .env("TANDEM_LISTEN", "127.0.0.1:0")
            .env("TANDEM_LOG", "warn")
            .env("TANDEM_TRUSTED_PROXIES", "127.0.0.1")
            .envs(settings.iter().map(|(name, value)| (*name, value)));
        let served = Self::start(command, |line| line.split("http://").nth(1).map(str::to_owned));
        served.wait_ready();
        served
    }

    fn start(mut command: Command, address: impl Fn(&str) -> Option<String>) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("start");
        let out = child.stdout.take().expect("output");
        let mut lines = BufReader::new(out).lines();
        let found = lines.find_map(|line| address(line.expect("line").trim())).expect("address");
        Self { child, url: format!("http://{found}") }
    }

    fn wait_ready(&self) {
        let address: SocketAddr = self.url.trim_start_matches("http://").parse().expect("address");
        let until = Instant::now() + Duration::from_secs(20);
        while Instant::now() < until {
            if let Ok(mut stream) = TcpStream::connect(address) {
                let _ =
                    stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
                let mut answer = String::new();
                if stream.read_to_string(&mut answer).is_ok() && answer.starts_with("HTTP/1.1 200") {
                    return;
                }
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        unreachable!("the program did not become ready");
    }

    /// Processor time used so far, in microseconds.
    pub fn cpu_us(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("stat");
        let fields: Vec<&str> = stat.rsplit(") ").next().expect("fields").split(' ').collect();
        let ticks: f64 = fields.get(11).and_then(|t| t.parse::<f64>().ok()).unwrap_or(0.0)
            + fields.get(12).and_then(|t| t.parse::<f64>().ok()).unwrap_or(0.0);
        // Linux counts in hundredths of a second (sysconf _SC_CLK_TCK).
        ticks * 10_000.0
    }

    /// Asks the process to end in order, and waits until it has.
    pub fn stop(mut self) {
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
    }

    /// Resident memory in megabytes.
    pub fn resident_mb(&self) -> f64 {
        self.memory_mb("VmRSS:")
    }

    /// The most memory that was resident so far, in megabytes.
    pub fn peak_mb(&self) -> f64 {
        self.memory_mb("VmHWM:")
    }

    fn memory_mb(&self, name: &str) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("status");
        let line = status.lines().find(|line| line.starts_with(name)).expect("a line");
        let kib: f64 = line.split_whitespace().nth(1).expect("value").parse().expect("number");
        kib * 1024.0 / 1_000_000.0
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
