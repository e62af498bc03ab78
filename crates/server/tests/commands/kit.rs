//! The program in a folder of its own.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;
use tempfile::TempDir;

pub const PASSWORD: &str = "velvet-tractor-91-moon";

/// A folder that an instance lives in, with the program set up for it.
pub struct Place {
    pub dir: TempDir,
}

impl Place {
    pub fn new() -> Self {
        Self { dir: TempDir::new().expect("folder") }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// The program with nothing of this machine's environment but what the test sets.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tandem"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("TANDEM_")) {
            command.env_remove(name);
        }
        command
            .args(arguments)
            .current_dir(self.path())
            .env("TANDEM_DATA_DIR", self.data())
            .env("TANDEM_LISTEN", "127.0.0.1:0")
            .env("TANDEM_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program starts")
    }

    /// Runs it with something on standard input.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Output {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().expect("the program starts");
        child.stdin.take().expect("input").write_all(input.as_bytes()).expect("it reads");
        child.wait_with_output().expect("it ends")
    }

    /// Runs it, wants success, and reads its standard output as JSON.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", stderr(&output));
        serde_json::from_slice(&output.stdout).expect("JSON")
    }

    pub fn create_owner(&self, email: &str, workspace: &str) -> Value {
        self.json(&[
            "admin",
            "create-owner",
            "--name",
            "Owner",
            "--email",
            email,
            "--workspace",
            workspace,
            "--brand",
            "Kranich Tea",
            "--zone",
            "Europe/Berlin",
            "--json",
        ])
    }

    pub fn serve(&self) -> Running {
        Running::start(&mut self.command(&["serve"]))
    }
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A process that serves; killed when dropped.
pub struct Running {
    child: Child,
    lines: BufReader<std::process::ChildStdout>,
}

impl Running {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.spawn().expect("the program starts");
        let lines = BufReader::new(child.stdout.take().expect("output"));
        Self { child, lines }
    }

    /// The next line of its standard output.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        if self.lines.read_line(&mut line).expect("output") == 0 {
            let mut told = String::new();
            let _ = self.child.stderr.take().expect("errors").read_to_string(&mut told);
            panic!("the program ended: {told}");
        }
        line.trim_end().to_owned()
    }

    /// The address that `tandem serve` tells.
    pub fn address(&mut self) -> String {
        let line = self.line();
        line.rsplit_once("http://").expect("an address").1.to_owned()
    }

    /// Its number at the system.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// A signal, as `-STOP`.
    pub fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.id().to_string()]).status().expect("kill");
        assert!(sent.success(), "{signal}");
    }

    /// Ctrl-C, and the end within `patience`.
    pub fn interrupt(mut self, patience: Duration) -> std::process::ExitStatus {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &pid]).status().expect("kill");
        assert!(sent.success());
        let until = Instant::now() + patience;
        loop {
            if let Some(status) = self.child.try_wait().expect("status") {
                return status;
            }
            assert!(Instant::now() < until, "it did not end");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already where the test went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks a server on this machine; gives the status and everything behind the headers.
pub fn get(address: &str, path: &str) -> (u16, String) {
    request(address, "GET", path, "", b"")
}

/// Asks with headers (each ending in a line feed) and a body.
pub fn request(address: &str, method: &str, path: &str, headers: &str, body: &[u8]) -> (u16, String) {
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n"
    );
    answer(&send_bytes(address, &[head.as_bytes(), body].concat()))
}

fn answer(answer: &str) -> (u16, String) {
    let (head, body) = answer.split_once("\r\n\r\n").expect("an HTTP answer");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("status");
    (status, body.to_owned())
}

/// Sends a request as it is and reads the answer to its end.
pub fn send(address: &str, request: &str) -> String {
    send_bytes(address, request.as_bytes())
}

fn send_bytes(address: &str, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).expect("connect");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("time-out");
    stream.write_all(request).expect("ask");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("answer");
    String::from_utf8_lossy(&answer).into_owned()
}
