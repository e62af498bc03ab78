//! Builds what the pages load in the browser and embeds it.
//!
//! `npm ci` and esbuild run inside `OUT_DIR`, so nothing is written beside the sources and two
//! target folders never disturb each other. `assets/build.mjs` writes the hashed, compressed files
//! and `assets.rs`, which `src/assets.rs` includes.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

const WANTED: &str = "Tandem's pages need Node.js 20 or newer with npm to build.\n  \
    Debian, Ubuntu:  apt-get install nodejs npm\n  \
    macOS:           brew install node\n  \
    others:          the installer of nodejs.org\n  \
    then run the same cargo command again.";

fn main() -> ExitCode {
    for path in ["assets", "locales", "package.json", "package-lock.json", ".npmrc", "build.rs"] {
        say(&format!("cargo::rerun-if-changed={path}"));
    }
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            for line in message.lines() {
                say(&format!("cargo::error={line}"));
            }
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), String> {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(|error| error.to_string())?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(|error| error.to_string())?);
    list_texts(&here, &out)?;
    let modules = out.join("npm");
    install(&here, &modules)?;
    run(
        Command::new("node").arg(here.join("assets/build.mjs")).arg(&here).arg(&modules).arg(&out),
        "node assets/build.mjs",
    )
}

/// Writes `texts.rs`: the language and the text of every file in `locales/`.
fn list_texts(here: &Path, out: &Path) -> Result<(), String> {
    let mut lines = Vec::new();
    for language in ["en", "de", "es"] {
        let folder = here.join("locales").join(language);
        let entries =
            fs::read_dir(&folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.extension().is_some_and(|ending| ending == "ftl") {
                lines.push(format!("    ({language:?}, include_str!({:?})),", path.display().to_string()));
            }
        }
    }
    lines.sort();
    let list = format!("static TEXTS: [(&str, &str); {}] = [\n{}\n];\n", lines.len(), lines.join("\n"));
    fs::write(out.join("texts.rs"), list).map_err(|error| format!("cannot write texts.rs: {error}"))
}

/// Installs the locked packages, unless the same lock is installed already.
fn install(here: &Path, modules: &Path) -> Result<(), String> {
    let lock = read(&here.join("package-lock.json"))?;
    let stamp = modules.join("installed.lock");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    fs::create_dir_all(modules).map_err(|error| format!("cannot make {}: {error}", modules.display()))?;
    for name in ["package.json", "package-lock.json", ".npmrc"] {
        fs::copy(here.join(name), modules.join(name))
            .map_err(|error| format!("cannot copy {name}: {error}"))?;
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    run(
        Command::new(npm).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(modules),
        "npm ci",
    )?;
    fs::write(&stamp, lock).map_err(|error| format!("cannot write {}: {error}", stamp.display()))
}

fn run(command: &mut Command, name: &str) -> Result<(), String> {
    let output =
        command.output().map_err(|error| format!("{name} could not be started: {error}\n{WANTED}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "{name} failed ({}):\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    ))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

fn say(line: &str) {
    println!("{line}");
}
