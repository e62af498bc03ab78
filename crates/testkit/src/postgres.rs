//! A throw-away PostgreSQL cluster on a free loopback port.
//!
//! This file is included by `xtask` as well (by path), so it uses nothing but `std` and `anyhow`.
//! It never touches a cluster that it did not make: before it hands the address out it compares the
//! server's `data_directory` with its own.

use std::fs::{self, File};
use std::io;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// What to tell a person whose machine has no PostgreSQL server programs.
pub const MISSING: &str = "PostgreSQL's server programs (initdb, postgres) and psql are missing: \
     install the package `postgresql` (Debian, Ubuntu) or `postgresql-server` (Fedora)";

/// A running cluster; it is stopped when this value is dropped.
pub struct Cluster {
    server: Child,
    data: PathBuf,
    port: u16,
}

impl Cluster {
    /// Makes a cluster under `parent` (which is created) and starts it. Nothing in it survives a power cut.
    pub fn start(parent: &Path) -> Result<Self> {
        Self::start_in_group(parent, None)
    }

    /// The same, but a Ctrl-C at the caller's terminal does not reach it.
    pub fn start_detached(parent: &Path) -> Result<Self> {
        Self::start_in_group(parent, Some(0))
    }

    fn start_in_group(parent: &Path, group: Option<i32>) -> Result<Self> {
        fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
        let parent = parent.canonicalize()?;
        let data = parent.join("data");
        if data.exists() {
            fs::remove_dir_all(&data)?;
        }
        fs::create_dir(&data)?;
        fs::set_permissions(&data, fs::Permissions::from_mode(0o700))?;
        let user = ServerUser::pick(&data)?;

        let made = user
            .command("initdb")?
            .arg("-D")
            .arg(&data)
            .args(["-A", "trust", "-U", "app", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"])
            .stdin(Stdio::null())
            .output()
            .context(MISSING)?;
        if !made.status.success() {
            bail!("initdb failed: {}", String::from_utf8_lossy(&made.stderr).trim());
        }

        let mut last = String::new();
        for _ in 0..5 {
            let port = free_port()?;
            let log_path = parent.join("log");
            let log = File::create(&log_path)?;
            let mut command = user.command("postgres")?;
            command.arg("-D").arg(&data).args(["-p", &port.to_string()]);
            command.args(SETTINGS.iter().flat_map(|setting| ["-c", setting]));
            command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
            if let Some(group) = group {
                command.process_group(group);
            }
            let mut server = command.spawn().context(MISSING)?;
            match wait_until_ours(&mut server, &data, port) {
                Ok(()) => return Ok(Self { server, data, port }),
                Err(error) => {
                    drop(Self { server, data: PathBuf::new(), port });
                    last =
                        format!("{error:#}; its log: {}", fs::read_to_string(&log_path).unwrap_or_default());
                }
            }
        }
        bail!("PostgreSQL did not start: {last}")
    }

    /// The address of the maintenance database; make a database of your own for each test.
    pub fn url(&self) -> String {
        format!("postgres://app@127.0.0.1:{}/postgres", self.port)
    }

    /// The process id of the server.
    pub fn pid(&self) -> u32 {
        self.server.id()
    }

    /// Leaves the server running when this value is dropped.
    pub fn leave_running(self) {
        std::mem::forget(self);
    }
}

impl Drop for Cluster {
    /// SIGQUIT is PostgreSQL's "immediate" stop: the data is thrown away anyway.
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-QUIT", &self.server.id().to_string()]).status();
        let deadline = Instant::now() + Duration::from_secs(10);
        while matches!(self.server.try_wait(), Ok(None)) {
            if Instant::now() > deadline {
                let _ = self.server.kill();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        if !self.data.as_os_str().is_empty() {
            let _ = fs::remove_dir_all(&self.data);
        }
    }
}

const SETTINGS: [&str; 7] = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=300",
    "shared_buffers=64MB",
];

/// PostgreSQL refuses to run as root, and as a user that has no name.
struct ServerUser {
    switch_to: Option<&'static str>,
}

impl ServerUser {
    fn pick(data: &Path) -> Result<Self> {
        if fs::metadata(data)?.uid() != 0 {
            return Ok(Self { switch_to: None });
        }
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        for name in ["postgres", "nobody"] {
            let Some(line) = users.lines().find(|line| line.starts_with(&format!("{name}:"))) else {
                continue;
            };
            let mut fields = line.split(':').skip(2).map(str::parse::<u32>);
            let (Some(Ok(uid)), Some(Ok(gid))) = (fields.next(), fields.next()) else { continue };
            std::os::unix::fs::chown(data, Some(uid), Some(gid))?;
            open_the_way(data)?;
            return Ok(Self { switch_to: Some(name) });
        }
        bail!("PostgreSQL cannot run as root, and this machine has neither a user `postgres` nor `nobody`")
    }

    fn command(&self, program: &str) -> Result<Command> {
        let program = find(program).context(MISSING)?;
        let Some(user) = self.switch_to else { return Ok(Command::new(program)) };
        let mut command = Command::new("setpriv");
        command.args([&format!("--reuid={user}"), "--regid"]).arg(group_of(user)?).arg("--clear-groups");
        command.args(["env", "HOME=/nonexistent"]).arg(program).current_dir("/");
        Ok(command)
    }
}

fn group_of(user: &str) -> Result<String> {
    let users = fs::read_to_string("/etc/passwd")?;
    let line =
        users.lines().find(|line| line.starts_with(&format!("{user}:"))).context("the user is gone")?;
    Ok(line.split(':').nth(3).context("/etc/passwd has a short line")?.to_owned())
}

/// The other user must be able to walk down to the folder; only folders of our own are opened.
fn open_the_way(data: &Path) -> Result<()> {
    for folder in data.ancestors().skip(1) {
        let mode = fs::metadata(folder)?.permissions().mode();
        if mode & 0o001 == 0 {
            if !folder.starts_with(std::env::temp_dir()) {
                bail!(
                    "{} cannot be entered by PostgreSQL's user: set TMPDIR to a folder that can",
                    folder.display()
                );
            }
            fs::set_permissions(folder, fs::Permissions::from_mode(mode | 0o011))?;
        }
    }
    Ok(())
}

/// Finds a program on the PATH, or where Debian keeps PostgreSQL's.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file());
    on_path.or_else(|| {
        let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
            .ok()?
            .flatten()
            .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path())))
            .collect();
        versions.sort();
        versions
            .into_iter()
            .rev()
            .map(|(_, folder)| folder.join("bin").join(program))
            .find(|file| file.is_file())
    })
}

/// A port that was free a moment ago.
pub fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

fn wait_until_ours(server: &mut Child, data: &Path, port: u16) -> Result<()> {
    let psql = find("psql").context(MISSING)?;
    let url = format!("postgres://app@127.0.0.1:{port}/postgres");
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        if let Some(status) = server.try_wait()? {
            bail!("it ended with {status}");
        }
        let asked = Command::new(&psql)
            .args(["-X", "-A", "-t", "-c", "show data_directory", &url])
            .stdin(Stdio::null())
            .output()
            .context(MISSING)?;
        if asked.status.success() {
            let answer = String::from_utf8_lossy(&asked.stdout);
            if Path::new(answer.trim()) == data {
                return Ok(());
            }
            bail!("port {port} is answered by another cluster");
        }
        if Instant::now() > deadline {
            bail!("no answer on port {port} within 30 s");
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}
