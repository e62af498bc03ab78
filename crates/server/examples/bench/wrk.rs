//! Load from wrk, and what it says.

use std::process::Command;

use crate::process::Served;

/// What came of a load.
pub struct Outcome {
    /// Answers.
    pub requests: f64,
    /// Answers a second.
    pub requests_per_s: f64,
    /// The server's processor time for each answer.
    pub cpu_us: f64,
    /// Median latency.
    pub p50_ms: f64,
    /// 99th percentile of the latency.
    pub p99_ms: f64,
    /// The slowest answer's latency.
    pub slowest_ms: f64,
    /// Answers that are neither 2xx nor 3xx.
    pub refused: f64,
}

/// Loads a path with so many connections, each with one request at a time.
pub fn load(served: &Served, path: &str, script: &str, seconds: u32, connections: u32) -> Outcome {
    let file = tempfile::NamedTempFile::with_suffix(".lua").expect("script");
    let report = "done = function(summary, latency) io.write(string.format('REPORT %d %d %d %d %d %d\\n', summary.requests, \
                  summary.duration, latency:percentile(50), latency:percentile(99), latency.max, summary.errors.status)) end\n";
    std::fs::write(file.path(), format!("{script}{report}")).expect("script");
    let before = served.cpu_us();
    let output = Command::new("wrk")
        .args(["-t", "1", "-c", &connections.to_string(), "-d", &format!("{seconds}s"), "-s"])
        .arg(file.path())
        .arg(format!("{}{path}", served.url))
        .output()
        .expect("wrk: install the package wrk");
    let used = served.cpu_us() - before;
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find_map(|line| line.strip_prefix("REPORT ")).expect("wrk's report");
    let numbers: Vec<f64> = line.split(' ').filter_map(|number| number.parse().ok()).collect();
    let [requests, duration_us, p50, p99, slowest, refused] = numbers[..] else {
        unreachable!("six numbers: {line}")
    };
    Outcome {
        requests,
        requests_per_s: requests / (duration_us / 1_000_000.0),
        cpu_us: used / requests.max(1.0),
        p50_ms: p50 / 1000.0,
        p99_ms: p99 / 1000.0,
        slowest_ms: slowest / 1000.0,
        refused,
    }
}
