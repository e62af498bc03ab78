//! Running ffmpeg: local files only, nothing of the environment, two threads, killed when nobody waits for it.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    process::{Child, Command},
};

use super::rule::{SOUND, Wanted};

/// Finds ffmpeg: `setting` is its place, empty for the first on the `PATH`, `none` to do without.
#[must_use]
pub fn find_ffmpeg(setting: &str) -> Option<PathBuf> {
    match setting {
        "none" => None,
        "" => std::env::split_paths(&std::env::var_os("PATH")?)
            .map(|folder| folder.join("ffmpeg"))
            .find(|file| file.is_file()),
        place => Some(PathBuf::from(place)).filter(|file| file.is_file()),
    }
}

/// The first line that ffmpeg tells of itself; `None` when it does not run.
pub async fn version_of(ffmpeg: &Path) -> Option<String> {
    let told = ask(ffmpeg, &["-version"]).await?;
    told.lines().next().map(str::to_owned)
}

/// Whether ffmpeg can write H.264.
pub async fn has_encoder(ffmpeg: &Path) -> bool {
    ask(ffmpeg, &["-encoders"]).await.is_some_and(|told| told.contains(" libx264 "))
}

async fn ask(ffmpeg: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = quiet(ffmpeg);
    command.arg("-hide_banner").args(arguments).stdout(Stdio::piped());
    let told = tokio::time::timeout(Duration::from_secs(10), command.output()).await.ok()?.ok()?;
    told.status.success().then(|| String::from_utf8_lossy(&told.stdout).into_owned())
}

/// A command that lets others go before, where the system can.
fn quiet(ffmpeg: &Path) -> Command {
    let nice = Path::new("/usr/bin/nice");
    let mut command = if nice.is_file() {
        let mut command = Command::new(nice);
        command.args(["-n", "10"]).arg(ffmpeg);
        command
    } else {
        Command::new(ffmpeg)
    };
    command.env_clear().stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // A group of its own, so that what it starts is ended with it.
    command.process_group(0).kill_on_drop(true);
    command
}

/// Most pixels of a picture that is decoded, whatever the container says of its size: above 8K, 50 megabytes each.
const PIXELS_MOST: u32 = 36_000_000;

/// What every run begins with. The demuxer is named, so that no playlist can pose as a film and lead elsewhere.
fn input(command: &mut Command, file: &Path, mime: &str, limit: Duration) {
    let demuxer = if mime == "video/webm" { "matroska" } else { "mov" };
    command
        .args(["-hide_banner", "-nostdin", "-loglevel", "error", "-threads", "2"])
        // Ends it also when this process was killed and can no longer do so.
        .args(["-timelimit", &limit.as_secs().max(1).to_string()])
        .args(["-max_pixels", &PIXELS_MOST.to_string()])
        .args(["-protocol_whitelist", "file,pipe", "-f", demuxer, "-i"])
        .arg(protocol(file));
}

/// `file:` before the path: no name is taken for an address or an option.
fn protocol(file: &Path) -> std::ffi::OsString {
    let mut text = std::ffi::OsString::from("file:");
    text.push(file);
    text
}

/// ffmpeg at work; ended with everything it started when this goes.
pub(super) struct Running {
    child: Child,
    lines: tokio::io::Lines<BufReader<tokio::process::ChildStdout>>,
    said: tokio::task::JoinHandle<String>,
}

/// What a film is made from, and where it goes.
pub(super) struct Job<'a> {
    pub ffmpeg: &'a Path,
    pub source: &'a Path,
    pub mime: &'a str,
    pub target: &'a Path,
    pub wanted: &'a Wanted,
    /// Bits a second of the picture.
    pub bits: u64,
    pub limit: Duration,
}

impl Running {
    /// Starts making a version.
    ///
    /// # Errors
    /// When ffmpeg cannot be started.
    pub(super) fn start(job: &Job<'_>) -> std::io::Result<Self> {
        let Wanted { shown: [wide, high], frame: [x, y, w, h], size: [width, height], cut_to_ms, .. } =
            job.wanted;
        let mut command = quiet(job.ffmpeg);
        input(&mut command, job.source, job.mime, job.limit);
        if let Some(ms) = cut_to_ms {
            // A little less, so that the last picture does not end behind it.
            command.args(["-t", &format!("{:.3}", f64::from(ms.saturating_sub(100)) / 1_000.0)]);
        }
        // To the size at which it is shown first: pixels need not be square.
        let filter = format!(
            "scale={wide}:{high},crop={w}:{h}:{x}:{y},scale={width}:{height},setsar=1,format=yuv420p"
        );
        command
            .args([
                "-map",
                "0:v:0",
                "-map",
                "0:a:0?",
                "-map_metadata",
                "-1",
                "-map_chapters",
                "-1",
                "-sn",
                "-dn",
            ])
            .args([
                "-vf",
                &filter,
                "-fpsmax",
                "60",
                "-c:v",
                "libx264",
                "-preset",
                "fast",
                "-profile:v",
                "high",
            ])
            .args(["-crf", "21", "-maxrate", &job.bits.to_string(), "-bufsize", &(job.bits * 2).to_string()])
            .args(["-c:a", "aac", "-b:a", &SOUND.to_string(), "-ac", "2", "-ar", "48000"])
            .args([
                "-threads",
                "2",
                "-movflags",
                "+faststart",
                "-progress",
                "pipe:1",
                "-nostats",
                "-f",
                "mp4",
                "-y",
            ])
            .arg(protocol(job.target))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let pipe = || std::io::Error::other("no pipe");
        let lines = BufReader::new(child.stdout.take().ok_or_else(pipe)?).lines();
        let mut stderr = child.stderr.take().ok_or_else(pipe)?.take(64 * 1024);
        let said = tokio::spawn(async move {
            let mut text = Vec::new();
            let _ = stderr.read_to_end(&mut text).await;
            String::from_utf8_lossy(&text).into_owned()
        });
        Ok(Self { child, lines, said })
    }

    /// The next milliseconds that are made; `None` at the end.
    pub(super) async fn made_ms(&mut self) -> Option<u64> {
        while let Ok(Some(line)) = self.lines.next_line().await {
            if let Some(micros) = line.strip_prefix("out_time_us=") {
                return Some(micros.parse::<u64>().unwrap_or(0) / 1_000);
            }
        }
        None
    }

    /// Ends it, and waits until it is gone.
    pub(super) async fn stop(mut self) {
        self.kill_group();
        let _ = self.child.wait().await;
    }

    fn kill_group(&self) {
        let id = self.child.id().and_then(|id| i32::try_from(id).ok());
        if let Some(group) = id.and_then(rustix::process::Pid::from_raw) {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
    }

    /// Waits for its end; the fault is what ffmpeg said last.
    pub(super) async fn end(mut self) -> Result<(), String> {
        let status = self.child.wait().await.map_err(|error| error.to_string())?;
        let said = (&mut self.said).await.unwrap_or_default();
        if status.success() {
            return Ok(());
        }
        let last =
            said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("ffmpeg ended without a word");
        Err(last.chars().take(300).collect())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill_group();
    }
}

/// A picture of a film for lists, as JPEG; `None` when there is none to be had.
pub(crate) async fn poster(ffmpeg: &Path, file: &Path, mime: &str, at_ms: u32, side: u32) -> Option<Vec<u8>> {
    let limit = Duration::from_secs(20);
    let mut command = quiet(ffmpeg);
    // Looked for before the film is opened, so that only a little of it is read.
    command.args(["-ss", &format!("{:.3}", f64::from(at_ms) / 1_000.0)]);
    input(&mut command, file, mime, limit);
    let filter = format!(
        "scale=w='min({side},iw)':h='min({side},ih)':force_original_aspect_ratio=decrease:force_divisible_by=2"
    );
    command
        .args(["-map", "0:v:0", "-an", "-frames:v", "1", "-vf", &filter, "-c:v", "mjpeg", "-q:v", "4"])
        .args(["-f", "image2pipe", "pipe:1"])
        .stdout(Stdio::piped());
    let told = tokio::time::timeout(limit, command.output()).await.ok()?.ok()?;
    (told.status.success() && told.stdout.starts_with(&[0xFF, 0xD8])).then_some(told.stdout)
}
