//! The figures of `docs/guide/performance.md`: `cargo xtask bench [NAME]` builds this and the program, and runs it.
//!
//! One figure a line: `name value unit`. The load comes from wrk, another process; ratios are against a bare axum
//! "hello" in the same run, which this program itself serves as `bench hello`.
#![expect(clippy::print_stdout, clippy::expect_used, reason = "a benchmark that cannot be set up has failed")]

mod claims;
mod pages;
mod process;
mod publish;
mod seed;
mod wrk;

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use process::Served;
use tempfile::TempDir;

/// Seconds of load behind each figure.
const SECONDS: u32 = 5;
/// Seconds of load before that, where the first answers of a fresh process are not what is asked for.
const WARM_UP: u32 = 3;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("runtime");
    match arguments.first().map(String::as_str) {
        Some("hello") => runtime.block_on(process::hello()),
        Some(program) => {
            let wanted = arguments.get(1).map(String::as_str);
            let program = PathBuf::from(program);
            runtime.block_on(async {
                for (name, bench) in BENCHES {
                    if wanted.is_none_or(|wanted| wanted == *name) {
                        bench(&program).await;
                    }
                }
            });
        }
        None => println!("usage: bench PROGRAM [NAME]; better: cargo xtask bench [NAME]"),
    }
}

type Bench = fn(&PathBuf) -> std::pin::Pin<Box<dyn Future<Output = ()> + '_>>;

const BENCHES: &[(&str, Bench)] = &[
    ("redirect_ratio", |program| Box::pin(redirects(program))),
    ("collect_ratio", |program| Box::pin(collects(program))),
    ("calendar_p99_ms", |program| Box::pin(calendar(program))),
    ("pages", |program| Box::pin(pages::run(program))),
    ("claims_per_s", |_| Box::pin(claims::run())),
    ("publish", |program| Box::pin(publish::run(program))),
    ("idle_rss_mb", |program| Box::pin(idle(program))),
    ("cold_start_ms", |program| Box::pin(cold_start(program))),
];

/// Prints one figure.
pub fn figure(name: &str, value: f64, unit: &str) {
    println!("{name} {value:.2} {unit}");
}

/// What a person's browser sends.
const BROWSER: &str =
    "['user-agent']='Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0'";

async fn redirects(program: &PathBuf) {
    let dir = TempDir::new().expect("folder");
    let seeded = seed::base(dir.path()).await;
    let script = format!(
        "local sent = wrk.format('GET', '/l/{}', {{{BROWSER}, ['referer']='https://social.example/@brand'}})\n\
         request = function() return sent end\n",
        seeded.slug
    );
    let answered = compare("redirect", program, &dir, &script, 128);
    let stored = seed::count(dir.path(), "clicks").await;
    figure("redirect_clicks_lost", (answered - stored).max(0.0), "clicks");
}

async fn collects(program: &PathBuf) {
    let dir = TempDir::new().expect("folder");
    let seeded = seed::base(dir.path()).await;
    let body = format!(
        "{{\"site\":\"{}\",\"kind\":\"visit\",\"url\":\"https://shop.example/tea?utm_source=mastodon&utm_content={}\",\
         \"referrer\":\"https://social.example/\"}}",
        seeded.site_key, seeded.slug
    );
    // Each request is another visitor: nothing is merged into a visit that is there.
    let script = format!(
        "local n = 0\nlocal body = [[{body}]]\nrequest = function()\n n = n + 1\n \
         local address = '10.' .. n % 250 .. '.' .. math.floor(n / 250) % 250 .. '.' .. math.floor(n / 62500) % 250\n \
         return wrk.format('POST', '/collect', {{['content-type']='text/plain', {BROWSER}, \
         ['x-forwarded-for']=address}}, body)\nend\n"
    );
    // An event is answered when it is on the disk: with n senders waiting, no program stores more than n events a flush.
    figure("flush_ms", process::flush_ms(dir.path()), "ms");
    let answered = compare("collect", program, &dir, &script, 1024);
    let stored = seed::count(dir.path(), "visits").await;
    figure("collect_events_lost", (answered - stored).max(0.0), "events");
}

/// Hello, ours, hello again, so that a noisy moment does not decide; the same requests for both. Gives the number of
/// answers of ours.
fn compare(name: &str, program: &PathBuf, dir: &TempDir, script: &str, connections: u32) -> f64 {
    let hello = Served::hello();
    let served = Served::tandem(program, dir.path());
    let before = wrk::load(&hello, "/", script, SECONDS, connections);
    let ours = wrk::load(&served, "/", script, SECONDS, connections);
    let after = wrk::load(&hello, "/", script, SECONDS, connections);
    served.stop();
    let bare = f64::midpoint(before.requests_per_s, after.requests_per_s);
    figure(&format!("{name}_ratio"), ours.requests_per_s / bare, "ratio");
    figure(&format!("{name}_per_s"), ours.requests_per_s, "requests/s");
    figure(&format!("{name}_hello_per_s"), bare, "requests/s");
    figure(&format!("{name}_cpu_us"), ours.cpu_us, "us/request");
    figure(&format!("{name}_hello_cpu_us"), f64::midpoint(before.cpu_us, after.cpu_us), "us/request");
    figure(&format!("{name}_p99_ms"), ours.p99_ms, "ms");
    figure(&format!("{name}_refused"), ours.refused, "requests");
    ours.requests
}

async fn calendar(program: &PathBuf) {
    let dir = TempDir::new().expect("folder");
    let seeded = seed::base(dir.path()).await;
    seed::posts(dir.path(), &seeded, 100_000).await;
    let served = Served::tandem(program, dir.path());
    let path = format!("/calendar?month={}", seeded.month);
    let script = format!("wrk.headers['cookie'] = 'tandem_session={}'\n", seeded.session);
    // Each connection of the pool reads its pages once, and the worker counts the tables.
    let fresh = wrk::load(&served, &path, &script, WARM_UP, 1);
    let outcome = wrk::load(&served, &path, &script, SECONDS, 1);
    figure("calendar_p99_ms", outcome.p99_ms, "ms");
    figure("calendar_p50_ms", outcome.p50_ms, "ms");
    figure("calendar_fresh_slowest_ms", fresh.slowest_ms, "ms");
    figure("calendar_refused", outcome.refused, "requests");
}

async fn idle(program: &PathBuf) {
    let dir = TempDir::new().expect("folder");
    seed::base(dir.path()).await;
    let served = Served::tandem(program, dir.path());
    tokio::time::sleep(Duration::from_secs(3)).await;
    figure("idle_rss_mb", served.resident_mb(), "MB");
}

async fn cold_start(program: &PathBuf) {
    let dir = TempDir::new().expect("folder");
    seed::base(dir.path()).await;
    let mut took = Vec::new();
    for _ in 0..9 {
        let start = Instant::now();
        let served = Served::tandem(program, dir.path());
        took.push(start.elapsed().as_secs_f64() * 1000.0);
        drop(served);
    }
    took.sort_by(f64::total_cmp);
    figure("cold_start_ms", took[took.len() / 2], "ms");
    figure("cold_start_worst_ms", took[took.len() - 1], "ms");
}
