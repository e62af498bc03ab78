//! `tandem demo`, as the README's reader meets it.

use std::{
    fs,
    net::TcpListener,
    path::PathBuf,
    time::{Duration, Instant},
};

use db::{Db, values};
use serde_json::Value;

use crate::kit::{Place, Running, get, send, stderr, stdout};

/// The address without its scheme.
fn address(told: &Value) -> String {
    told["url"].as_str().and_then(|url| url.strip_prefix("http://")).expect("an address").to_owned()
}

/// What happened since the demo began, counted in its database.
async fn since(db: &Db, now: i64) -> (i64, i64, i64) {
    let count =
        async |text: &str| db.read().scalar::<i64>(text, values![now]).await.expect("count").unwrap_or(0);
    (
        count("select count(*) from deliveries where state = 'published' and published_at > $1").await,
        count("select count(*) from clicks where at > $1 and crawler = 0").await,
        count("select count(*) from visits where started_at > $1").await,
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_lives_and_leaves_nothing_behind() {
    let place = Place::new();
    let temporary = place.path().join("tmp");
    fs::create_dir(&temporary).expect("folder");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let wanted = taken.local_addr().expect("address").to_string();
    let mut command = place.command(&["demo", "--json", "--listen", &wanted]);
    // Whatever the operator's environment says, the demo goes its own way.
    command.env("TMPDIR", &temporary).env("TANDEM_DATABASE_URL", "postgres://nobody@127.0.0.1:1/production");
    let mut demo = Running::start(&mut command);
    let told: Value = serde_json::from_str(&demo.line()).expect("one line of JSON");
    let at = address(&told);
    assert_ne!(at, wanted, "the port was taken");
    let people = told["people"].as_array().expect("people");
    let roles: Vec<&str> = people.iter().filter_map(|person| person["role"].as_str()).collect();
    assert_eq!(&roles[..2], ["strategist", "community_manager"]);
    assert!(roles.len() == 9 && roles.contains(&"approver") && told["site_key"].is_string(), "{told}");

    assert_eq!(get(&at, "/healthz").0, 200);
    let form: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("email", people[0]["email"].as_str().expect("email"))
        .append_pair("password", people[0]["password"].as_str().expect("password"))
        .finish();
    let signed_in = send(
        &at,
        &format!(
            "POST /sign-in HTTP/1.1\r\nHost: {at}\r\nOrigin: http://{at}\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        ),
    );
    assert!(signed_in.starts_with("HTTP/1.1 303"), "{signed_in}");
    let cookies: Vec<&str> =
        signed_in.lines().filter_map(|line| line.strip_prefix("set-cookie: ")?.split(';').next()).collect();
    let home = send(
        &at,
        &format!(
            "GET / HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\nAccept-Language: en\r\nCookie: {}\r\n\r\n",
            cookies.join("; ")
        ),
    );
    assert!(home.starts_with("HTTP/1.1 200") && home.contains("Nordlicht Tea"), "{home}");

    let folders: Vec<PathBuf> =
        fs::read_dir(&temporary).expect("folder").filter_map(|entry| Some(entry.ok()?.path())).collect();
    assert_eq!(folders.len(), 1, "{folders:?}");
    let url = format!("sqlite://{}", folders[0].join("tandem.sqlite").display());
    let db = Db::connect_beside(&url).await.expect("database");
    let post: String = db
        .read()
        .scalar(
            "select d.post_id from deliveries d join posts p on p.workspace_id = d.workspace_id and p.id = d.post_id \
             where d.state = 'published' and p.campaign_id is not null order by d.published_at limit 1",
            vec![],
        )
        .await
        .expect("read")
        .expect("a post");
    let trace = place.command(&["trace", &post]).env("TANDEM_DATA_DIR", &folders[0]).output().expect("trace");
    assert!(trace.status.success(), "{}", stderr(&trace));
    assert!(stdout(&trace).contains("ABOVE") && stdout(&trace).contains("delivery"), "{}", stdout(&trace));

    // The newest thing of the made-up past is a little older than its channels' newest figures.
    let made: i64 = db
        .read()
        .scalar("select max(checked_at) from channels", vec![])
        .await
        .expect("read")
        .expect("a time");
    let until = Instant::now() + Duration::from_secs(180);
    loop {
        let (published, clicks, visits) = since(&db, made + 20_000).await;
        if published >= 2 && clicks >= 1 && visits >= 1 {
            break;
        }
        assert!(Instant::now() < until, "published {published}, clicks {clicks}, visits {visits}");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let remote: String = db
        .read()
        .scalar(
            "select remote_url from deliveries d join channels c on c.workspace_id = d.workspace_id and c.id = d.channel_id \
             where c.network = 'bluesky' and d.published_at > $1 limit 1",
            values![made + 20_000],
        )
        .await
        .expect("read")
        .expect("an address");
    let (host, path) = remote.strip_prefix("http://").and_then(|rest| rest.split_once('/')).expect("address");
    assert_eq!(get(host, &format!("/{path}")).0, 200, "the post can be read where it was published");
    db.close().await.expect("close");

    assert!(demo.interrupt(Duration::from_secs(40)).success());
    assert_eq!(fs::read_dir(&temporary).expect("folder").count(), 0, "nothing is left");
}

#[test]
fn the_demo_is_for_this_machine_and_overwrites_nothing() {
    let place = Place::new();
    let open = place.run(&["demo", "--listen", "0.0.0.0:0"]);
    assert!(!open.status.success() && stderr(&open).contains("this machine only"), "{}", stderr(&open));
    fs::write(place.path().join("file"), b"mine").expect("file");
    let full =
        place.run(&["demo", "--listen", "127.0.0.1:0", "--keep", place.path().to_str().expect("path")]);
    assert!(!full.status.success() && stderr(&full).contains("is not empty"), "{}", stderr(&full));
}
