//! A disk that is full, made room on, and looked at after a sudden end: what was answered is there, nothing else is.
//!
//! A real small disk is mounted where the machine allows it, in a namespace that ends with the process. Elsewhere the
//! files are kept from growing, and the test says so: then writes fail too, by another of the system's errors.

use std::{
    collections::BTreeSet,
    fs,
    io::{Cursor, Write},
    path::{Path, PathBuf},
    process::Command,
};

use image::{DynamicImage, ImageFormat, RgbImage};
use serde_json::{Value, json};

use crate::kit::{Place, Running, get, request};

/// Bytes of the whole disk.
const ROOM: u64 = 74 << 20;
/// Bytes that are given back: more than what uploads leave free for the database.
const BALLAST: u64 = 70 << 20;

/// `$0` is the program, `$1` the folder that becomes the disk, `$2` what lies in it at first.
const ON_A_SMALL_DISK: &str = "mount -t tmpfs -o size=$3 small \"$1\" && cp -r \"$2/.\" \"$1\" && \
                               head -c $4 /dev/zero > \"$1/ballast\" && exec \"$0\" serve";
/// The unit of POSIX's `ulimit -f` is 512 bytes; without the trap the signal would end the process.
const WITH_SMALL_FILES: &str =
    "cp -r \"$2/.\" \"$1\" && trap '' XFSZ && ulimit -S -f $(( ($3 - $4) / 4 / 512 )) && exec \"$0\" serve";

/// How the disk is made small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Means {
    Mount,
    /// As somebody else than root.
    MountInUserNamespace,
    FileSize,
}

impl Means {
    fn of_this_machine() -> Self {
        for (means, options) in [(Self::Mount, "-m"), (Self::MountInUserNamespace, "-Urm")] {
            let mount = ["-c", "mount -t tmpfs -o size=4096 small /mnt"];
            let tried = Command::new("unshare").args([options, "sh"]).args(mount).output();
            if tried.is_ok_and(|output| output.status.success()) {
                return means;
            }
        }
        eprintln!(
            "nothing may be mounted here: the files are kept from growing instead of a disk that is full"
        );
        Self::FileSize
    }

    fn serve(self, place: &Place, disk: &Path) -> Running {
        let serve = place.command(&[]);
        let program = serve.get_program();
        let mut command = match self {
            Self::Mount => wrapped(&serve, &["unshare", "-m", "sh", "-c", ON_A_SMALL_DISK]),
            Self::MountInUserNamespace => wrapped(&serve, &["unshare", "-Urm", "sh", "-c", ON_A_SMALL_DISK]),
            Self::FileSize => wrapped(&serve, &["sh", "-c", WITH_SMALL_FILES]),
        };
        command.arg(program).arg(disk).arg(place.data()).args([ROOM.to_string(), BALLAST.to_string()]);
        Running::start(command.env("TANDEM_DATA_DIR", disk))
    }

    /// The disk as it looks from here.
    fn seen(self, running: &Running, disk: &Path) -> PathBuf {
        match self {
            Self::FileSize => disk.to_owned(),
            _ => PathBuf::from(format!("/proc/{}/root{}", running.id(), disk.display())),
        }
    }

    /// Takes what little is left, into which no post but a sign-in would go.
    fn fill(self, running: &Running, disk: &Path) {
        if self != Self::FileSize {
            let mut rest = fs::File::create(self.seen(running, disk).join("rest")).expect("a file");
            while rest.write_all(&[0; 512]).is_ok() {}
        }
    }

    fn make_room(self, running: &Running, disk: &Path) {
        if self == Self::FileSize {
            let status = Command::new("prlimit")
                .args(["--pid", &running.id().to_string(), "--fsize=unlimited:unlimited"])
                .status();
            assert!(status.expect("prlimit").success(), "the limit is lifted");
        } else {
            fs::remove_file(self.seen(running, disk).join("ballast")).expect("the ballast");
        }
    }
}

/// The same environment around another command.
fn wrapped(inner: &Command, words: &[&str]) -> Command {
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).stdin(std::process::Stdio::null()).stdout(std::process::Stdio::piped());
    command.stderr(std::process::Stdio::piped());
    for (name, value) in inner.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}

#[test]
fn what_was_answered_on_a_full_disk_is_there_and_nothing_has_to_be_restarted() {
    let means = Means::of_this_machine();
    let place = Place::new();
    let owner = place.create_owner("owner@kranich.example", "Kranich Studio");
    let made = place.json(&["admin", "create-token", "--name", "x", "--scopes", "all", "--json"]);
    let token = made["token"].as_str().expect("token");
    let brand = owner["brand_id"].as_str().expect("brand");
    let disk = place.path().join("small");
    fs::create_dir(&disk).expect("folder");
    let mut running = means.serve(&place, &disk);
    let address = running.address();
    let api = Api { address: &address, token, brand };

    let mut accepted = BTreeSet::new();
    for number in 0..5 {
        let (status, problem) = api.write(&format!("Early {number}"));
        assert_eq!(status, 201, "there is room: {problem}");
        accepted.insert(format!("Early {number}"));
    }
    let refused = (0..40).find_map(|number| Some(api.upload(number)).filter(|(status, _)| *status >= 400));
    let mut refusals = Vec::new();
    for number in 0..300 {
        match api.write(&format!("Post {number}")) {
            (201, _) => assert!(accepted.insert(format!("Post {number}"))),
            refusal => refusals.push(refusal),
        }
        if refusals.len() == 12 {
            break;
        }
    }
    assert!(refusals.len() == 12, "{} fit, {refusals:?}", accepted.len());
    assert_eq!(get(&address, "/healthz").0, 200);
    assert_eq!(api.titles(), accepted, "it can still be read");
    means.fill(&running, &disk);
    let password = owner["password"].as_str().expect("a made password");
    let form = format!("email=owner%40kranich.example&password={password}");
    let kind = "Content-Type: application/x-www-form-urlencoded\r\nSec-Fetch-Site: same-origin\r\n";
    // What a refused post has taken of the log already is room for a few.
    let sign_in = || request(&address, "POST", "/sign-in", kind, form.as_bytes());
    let (status, page) = (0..5).map(|_| sign_in()).find(|(status, _)| *status != 303).unwrap_or_default();
    if means != Means::FileSize {
        let (status_of_upload, problem) = refused.expect("pictures fill it");
        assert!(status_of_upload == 507 && problem.contains("disk_full"), "{problem}");
        for (status, problem) in &refusals {
            assert!(*status == 507 && problem.contains("disk is full"), "{status}: {problem}");
        }
        // A sign-in is written down.
        assert!(status == 507 && page.contains("The disk is full"), "{status}: {page}");
    }

    means.make_room(&running, &disk);
    for number in 0..10 {
        let (status, problem) = api.write(&format!("Later {number}"));
        assert_eq!(status, 201, "it goes on by itself: {problem}");
        accepted.insert(format!("Later {number}"));
    }
    assert_eq!(api.upload(1_000).0, 201);
    assert_eq!(api.titles(), accepted);

    // As after a power cut: what the process had not given to the disk is not copied.
    running.signal("-STOP");
    let (seen, found) = (means.seen(&running, &disk), place.path().join("found"));
    fs::create_dir(&found).expect("folder");
    for name in ["tandem.sqlite", "tandem.sqlite-wal", "secret.key"] {
        fs::copy(seen.join(name), found.join(name)).expect(name);
    }
    drop(running);
    let mut command = place.command(&["serve"]);
    command.env("TANDEM_DATA_DIR", &found);
    let mut again = Running::start(&mut command);
    let address = again.address();
    assert_eq!(
        Api { address: &address, token, brand }.titles(),
        accepted,
        "nothing is lost, nothing half done"
    );
}

struct Api<'a> {
    address: &'a str,
    token: &'a str,
    brand: &'a str,
}

impl Api<'_> {
    fn ask(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> (u16, String) {
        let headers = format!("Authorization: Bearer {}\r\nContent-Type: {kind}\r\n", self.token);
        request(self.address, method, &format!("/api/v1{path}"), &headers, body)
    }

    fn write(&self, title: &str) -> (u16, String) {
        let text = "A text that takes its room. ".repeat(700);
        let post = json!({"brand_id": self.brand, "title": title, "text": text, "channels": []});
        self.ask("POST", "/posts", "application/json", post.to_string().as_bytes())
    }

    /// A picture that does not compress.
    fn upload(&self, number: u32) -> (u16, String) {
        let mut seed = number + 1;
        let noise = RgbImage::from_fn(300, 300, |_, _| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [_, red, green, blue] = seed.to_be_bytes();
            image::Rgb([red ^ blue, green, red])
        });
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::from(noise).write_to(&mut bytes, ImageFormat::Png).expect("a picture");
        let path = format!("/media?brand_id={}&file_name={number}.png", self.brand);
        self.ask("POST", &path, "application/octet-stream", bytes.get_ref())
    }

    fn titles(&self) -> BTreeSet<String> {
        let (mut titles, mut cursor) = (BTreeSet::new(), String::new());
        loop {
            let (status, body) =
                self.ask("GET", &format!("/posts?limit=200{cursor}"), "application/json", b"");
            assert_eq!(status, 200, "{body}");
            let page: Value = serde_json::from_str(&body).expect("JSON");
            for post in page["items"].as_array().expect("items") {
                titles.insert(post["title"].as_str().expect("title").to_owned());
            }
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return titles,
            }
        }
    }
}
