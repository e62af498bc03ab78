//! The PostgreSQL of tests that are run by hand.
//!
//! `cargo xtask test` starts a cluster and names it in `TANDEM_TEST_POSTGRES_URL`. Where that is not
//! set, the first test starts one under the temporary folder; every test process holds a shared lock
//! on it, and a small guard process ends it once nobody has held the lock for half a minute.

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use anyhow::{Context, Result, bail};

use crate::postgres::Cluster;

/// The name of the variable that holds the address of the PostgreSQL to test on.
pub const VARIABLE: &str = "TANDEM_TEST_POSTGRES_URL";

static LEASE: OnceLock<Lease> = OnceLock::new();

struct Lease {
    url: String,
    _lock: File,
}

/// The address of a PostgreSQL whose user may create databases; starts one where none is named.
pub fn postgres_url() -> Result<String> {
    if let Ok(url) = std::env::var(VARIABLE) {
        return Ok(url);
    }
    if let Some(lease) = LEASE.get() {
        return Ok(lease.url.clone());
    }
    let lease = take_lease()?;
    Ok(LEASE.get_or_init(|| lease).url.clone())
}

/// The shared lock is taken first: from then on the guard cannot end the server under us.
fn take_lease() -> Result<Lease> {
    let home = home()?;
    let lock = lock_file(&home.join("lock"))?;
    lock.lock_shared()?;
    let starting = lock_file(&home.join("starting"))?;
    starting.lock()?;
    let url = match running(&home) {
        Some(url) => url,
        None => start(&home)?,
    };
    Ok(Lease { url, _lock: lock })
}

fn lock_file(path: &Path) -> Result<File> {
    Ok(OpenOptions::new().create(true).append(true).mode(0o600).open(path)?)
}

/// Our own folder under the temporary one; another user's folder of that name is refused.
fn home() -> Result<PathBuf> {
    let uid = fs::metadata("/proc/self")?.uid();
    let home = std::env::temp_dir().join(format!("tandem-postgres-{uid}"));
    fs::create_dir_all(&home)?;
    let found = fs::symlink_metadata(&home)?;
    if !found.is_dir() || found.uid() != uid {
        bail!("{} belongs to somebody else", home.display());
    }
    fs::set_permissions(&home, fs::Permissions::from_mode(0o711))?;
    Ok(home)
}

/// The address of the cluster under `home`, if its server process lives.
fn running(home: &Path) -> Option<String> {
    let noted = fs::read_to_string(home.join("server")).ok()?;
    let (pid, url) = noted.trim().split_once(' ')?;
    let command = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    let data = home.canonicalize().ok()?.join("data");
    String::from_utf8_lossy(&command).contains(data.to_str()?).then(|| url.to_owned())
}

fn start(home: &Path) -> Result<String> {
    let cluster = Cluster::start_detached(home)?;
    let url = cluster.url();
    fs::write(home.join("server"), format!("{} {url}", cluster.pid()))?;
    Command::new("setsid")
        .args(["sh", "-c", GUARD, "guard"])
        .arg(home)
        .arg(cluster.pid().to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .context("cannot start the guard of the throw-away PostgreSQL (setsid, flock)")?;
    cluster.leave_running();
    Ok(url)
}

/// Arguments: the folder, the server's process id. The clean-up runs under the exclusive lock.
const GUARD: &str = r#"
cd "$1" || exit
while sleep 30 && kill -0 "$2"; do
  flock --nonblock lock sh -c 'kill -QUIT "$1"; sleep 1; rm -rf data server' clean "$2" && exit
done
"#;

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::postgres_url;
    use crate::postgres::find;

    #[test]
    fn a_cluster_answers() {
        let url = postgres_url().expect("a PostgreSQL");
        let psql = find("psql").expect("psql");
        let asked = Command::new(psql).args(["-XAtc", "select 6 * 7", &url]).output().expect("an answer");
        assert_eq!(String::from_utf8_lossy(&asked.stdout).trim(), "42");
    }
}
