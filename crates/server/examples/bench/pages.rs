//! Every page of the route list on the demo's data, one request after the other.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

use app::{accounts::Origin, ids::UserId};
use web::routes::page_list;

use crate::{figure, process::Served, seed};

/// Requests of each page behind its figure.
const REQUESTS: usize = 21;

/// Prints the median time of each page, the slowest first, and that of the slowest one.
pub async fn run(program: &PathBuf) {
    let dir = tempfile::TempDir::new().expect("folder");
    let data = dir.path().join("demo");
    make_demo(program, &data);
    let app = seed::open(&data).await;
    let (session, ids) = (sign_in(&app).await, Ids::read(&app).await);
    // A worker counts the tables in the first minute, and none runs here.
    app.db.refresh_statistics().await.expect("statistics");
    app.db.close().await.expect("close");
    // The file is free when nobody holds it.
    drop(app);
    // The pages alone: nothing is published or fetched meanwhile.
    let served = Served::tandem_with(program, &data, &["--role", "web"], &[]);
    let mut pages = Vec::new();
    for route in page_list().into_iter().filter(|route| route.method == "GET") {
        let mut slowest: Option<f64> = None;
        for path in ids.fill(route.path) {
            if let Some(took) = median_ms(&served, &path, &session) {
                slowest = Some(slowest.map_or(took, |most| most.max(took)));
            }
        }
        pages.extend(slowest.map(|took| (took, route.path)));
    }
    served.stop();
    pages.sort_by(|left, right| right.0.total_cmp(&left.0));
    for (took, path) in &pages {
        figure(&format!("page_ms {path}"), *took, "ms");
    }
    if let Some((took, _)) = pages.first() {
        figure("page_slowest_ms", *took, "ms");
    }
}

/// The median of some requests; none where the path shows no page.
fn median_ms(served: &Served, path: &str, session: &str) -> Option<f64> {
    let address = served.url.trim_start_matches("http://");
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: {address}\r\ncookie: tandem_session={session}\r\nconnection: close\r\n\r\n"
    );
    let mut took = Vec::with_capacity(REQUESTS);
    for _ in 0..REQUESTS {
        let start = Instant::now();
        let mut stream = TcpStream::connect(address).expect("a connection");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("the whole page");
        took.push(start.elapsed().as_secs_f64() * 1000.0);
        if !answer.starts_with(b"HTTP/1.1 200") {
            return None;
        }
    }
    took.sort_by(f64::total_cmp);
    took.get(took.len() / 2).copied()
}

/// Lets the program make its demo in a folder, and ends it.
fn make_demo(program: &Path, data: &Path) {
    let mut demo = Command::new(program)
        .args(["demo", "--json", "--listen", "127.0.0.1:0", "--keep"])
        .arg(data)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("start");
    let out = demo.stdout.take().expect("output");
    let told = BufReader::new(out).lines().find_map(Result::ok);
    let _ = Command::new("kill").args(["-TERM", &demo.id().to_string()]).status();
    let _ = demo.wait();
    assert!(told.is_some_and(|line| line.starts_with('{')), "the demo did not start");
}

async fn sign_in(app: &app::App) -> String {
    let owner: Option<UserId> = app
        .db
        .read()
        .scalar("select user_id from memberships where role = 'owner' order by id limit 1", vec![])
        .await
        .expect("read");
    let origin =
        Origin { user_agent: "bench".to_owned(), address: "127.0.0.1".to_owned(), previous_token: None };
    app.open_session(owner.expect("an owner"), &origin, "sign_in").await.expect("session").token
}

/// Ids by the names that routes use.
struct Ids(Vec<(&'static str, Vec<String>)>);

impl Ids {
    /// The oldest, the middle and the newest of each kind.
    async fn read(app: &app::App) -> Self {
        let mut ids = Vec::new();
        for (name, table) in [
            ("brand_id", "brands"),
            ("member_id", "memberships"),
            ("goal_id", "goals"),
            ("campaign_id", "campaigns"),
            ("cost_id", "cost_lines"),
            ("channel_id", "channels"),
            ("post_id", "posts"),
            ("delivery_id", "deliveries"),
            ("media_id", "media"),
            ("lead_id", "leads"),
        ] {
            let text = format!("select id from {table} order by id");
            let mut found: Vec<String> = app.db.read().column(&text, vec![]).await.expect("ids");
            let picked = [0, found.len() / 2, found.len().saturating_sub(1)];
            let mut place = 0;
            found.retain(|_| {
                place += 1;
                picked.contains(&(place - 1))
            });
            ids.push((name, found));
        }
        let traced = ["goal_id", "campaign_id", "post_id", "delivery_id", "lead_id"];
        let all = ids.iter().filter(|(name, _)| traced.contains(name)).flat_map(|(_, ids)| ids.clone());
        let all = all.collect();
        ids.push(("id", all));
        Self(ids)
    }

    /// The paths of a pattern: itself where it names no id, none where its id cannot be had, such as a secret.
    fn fill(&self, pattern: &str) -> Vec<String> {
        let Some((before, rest)) = pattern.split_once('{') else { return vec![pattern.to_owned()] };
        let Some((name, after)) = rest.split_once('}') else { return Vec::new() };
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map_or_else(Vec::new, |(_, ids)| {
            ids.iter().flat_map(|id| self.fill(&format!("{before}{id}{after}"))).collect()
        })
    }
}
