//! What the tests need on a machine: found, installed where that can be done, or asked for.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::{postgres, shell};

const NEXTEST: &str = "0.9.143";

struct Need {
    what: &'static str,
    debian: &'static str,
    found: fn() -> bool,
}

const NEEDS: [Need; 9] = [
    Need {
        what: "PostgreSQL's server programs and psql",
        debian: "postgresql",
        found: || ["initdb", "postgres", "psql"].iter().all(|name| postgres::find(name).is_some()),
    },
    Need {
        what: "setpriv, setsid and flock",
        debian: "util-linux",
        found: || shell::has("setsid") && shell::has("flock"),
    },
    Need { what: "redis-server", debian: "redis-server", found: || shell::has("redis-server") },
    Need {
        what: "Chromium",
        debian: "chromium",
        found: || std::env::var_os("TANDEM_TEST_CHROMIUM").is_some() || shell::has("chromium"),
    },
    Need { what: "Node.js with npm", debian: "npm", found: || shell::has("node") && shell::has("npm") },
    Need { what: "ffmpeg", debian: "ffmpeg", found: || shell::has("ffmpeg") },
    Need { what: "a C++ compiler", debian: "g++", found: || shell::has("c++") },
    Need { what: "make", debian: "make", found: || shell::has("make") },
    Need { what: "Python 3 (for node-gyp)", debian: "python3", found: || shell::has("python3") },
];

/// What WordPress's own site stands on: half a gigabyte, so only where it is asked for.
const WORDPRESS: [&str; 8] =
    ["wordpress", "php-cli", "php-mysql", "php-gd", "php-curl", "php-mbstring", "php-xml", "mariadb-server"];

/// Installs WordPress where that can be done, or says what to install.
pub fn ensure_wordpress() -> Result<()> {
    if Path::new("/usr/share/wordpress/wp-load.php").exists() && shell::has("php") && shell::has("mariadbd") {
        return Ok(());
    }
    let packages = WORDPRESS.join(" ");
    if !shell::has("apt-get") || fs::metadata("/proc/self")?.uid() != 0 {
        bail!("missing: WordPress.\nOn Debian as root: apt-get install --no-install-recommends {packages}");
    }
    println!("installing: WordPress (two minutes)");
    apt(&WORDPRESS, false)
}

const SNAC: &str = "snac, a small server with Mastodon's API (Debian's package snac2, 2.75 or newer)";

/// Makes sure that all is there, or fails and says what to install.
pub fn ensure() -> Result<()> {
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !(need.found)()).collect();
    let no_snac = !shell::has("snac");
    if !missing.is_empty() || no_snac {
        let mut words: Vec<&str> = missing.iter().map(|need| need.what).collect();
        if no_snac {
            words.push(SNAC);
        }
        let packages: Vec<&str> = missing.iter().map(|need| need.debian).collect();
        if !shell::has("apt-get") || fs::metadata("/proc/self")?.uid() != 0 {
            let mut hint = packages.join(" ");
            if no_snac {
                hint.push_str(" snac2 (Debian 12: from bookworm-backports)");
            }
            bail!("missing: {}.\nOn Debian as root: apt-get install {hint}", words.join("; "));
        }
        println!("installing: {}", words.join("; "));
        apt(&packages, no_snac)?;
        for need in missing {
            if !(need.found)() {
                bail!("{} is still missing after `apt-get install {}`", need.what, need.debian);
            }
        }
    }
    if !shell::has("cargo-nextest") {
        println!("installing: cargo-nextest {NEXTEST}");
        shell::run(shell::command("cargo").args([
            "install",
            "cargo-nextest",
            "--locked",
            "--version",
            NEXTEST,
        ]))?;
    }
    Ok(())
}

fn apt(packages: &[&str], snac: bool) -> Result<()> {
    apt_get(&["update", "-qq"])?;
    let mut wanted: Vec<String> = packages.iter().map(|name| (*name).to_owned()).collect();
    if snac {
        let known = shell::command("apt-cache").args(["show", "snac2"]).output()?.status.success();
        if known {
            wanted.push("snac2".to_owned());
        } else {
            let suite = add_backports()?;
            apt_get(&["update", "-qq"])?;
            wanted.push(format!("snac2/{suite}"));
        }
    }
    let mut arguments = vec!["install", "-y", "-qq", "--no-install-recommends"];
    arguments.extend(wanted.iter().map(String::as_str));
    apt_get(&arguments)
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    shell::run(shell::command("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args(arguments))
}

/// Adds the backports of this machine's Debian from the very mirror and keyring it uses already.
fn add_backports() -> Result<String> {
    let release = fs::read_to_string("/etc/os-release")?;
    let codename =
        release.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME=")).context("no Debian")?;
    let suite = format!("{}-backports", codename.trim_matches('"'));
    let folder = Path::new("/etc/apt/sources.list.d");
    for entry in fs::read_dir(folder)?.flatten() {
        let text = fs::read_to_string(entry.path()).unwrap_or_default();
        if let Some(stanza) = backports_stanza(&text, codename.trim_matches('"'), &suite) {
            fs::write(folder.join("tandem-backports.sources"), stanza)?;
            return Ok(suite);
        }
    }
    let old = fs::read_to_string("/etc/apt/sources.list").unwrap_or_default();
    let line = backports_line(&old, codename.trim_matches('"'), &suite).with_context(|| {
        format!("no source of Debian {codename} was found in /etc/apt; add {suite} and install snac2 by hand")
    })?;
    fs::write(folder.join("tandem-backports.list"), line)?;
    Ok(suite)
}

/// The stanza of a `.sources` file that carries the release itself, turned to the backports.
fn backports_stanza(sources: &str, codename: &str, suite: &str) -> Option<String> {
    let field = |stanza: &str, name: &str| -> Option<String> {
        let line = stanza.lines().find(|line| line.starts_with(name))?;
        Some(line[name.len()..].trim().to_owned())
    };
    let stanza = sources.split("\n\n").find(|stanza| {
        field(stanza, "Suites:").is_some_and(|suites| suites.split_whitespace().any(|name| name == codename))
    })?;
    let kept = stanza.lines().filter(|line| !line.starts_with('#'));
    let turned = kept
        .map(|line| if line.starts_with("Suites:") { format!("Suites: {suite}") } else { line.to_owned() });
    Some(turned.collect::<Vec<_>>().join("\n") + "\n")
}

/// The same for the one-line form.
fn backports_line(list: &str, codename: &str, suite: &str) -> Option<String> {
    let line = list
        .lines()
        .find(|line| line.starts_with("deb ") && line.split_whitespace().any(|word| word == codename))?;
    let words = line.split_whitespace().map(|word| if word == codename { suite } else { word });
    Some(words.collect::<Vec<_>>().join(" ") + "\n")
}

#[cfg(test)]
mod tests {
    use super::{backports_line, backports_stanza};

    #[test]
    fn the_backports_come_from_the_machines_own_mirror() {
        let sources = "Types: deb\n# a note\nURIs: http://mirror.example/debian\nSuites: bookworm bookworm-updates\n\
                       Components: main\nSigned-By: /k.gpg\n\nTypes: deb\nURIs: http://mirror.example/security\n\
                       Suites: bookworm-security\n";
        let stanza = backports_stanza(sources, "bookworm", "bookworm-backports");
        let expected = "Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm-backports\n\
                        Components: main\nSigned-By: /k.gpg\n";
        assert_eq!(stanza.as_deref(), Some(expected));
        assert_eq!(backports_stanza(sources, "trixie", "trixie-backports"), None);
    }

    #[test]
    fn the_one_line_form_is_understood_too() {
        let list = "# old\ndeb [signed-by=/k.gpg] http://mirror.example/debian bookworm main\n";
        let line = backports_line(list, "bookworm", "bookworm-backports");
        assert_eq!(
            line.as_deref(),
            Some("deb [signed-by=/k.gpg] http://mirror.example/debian bookworm-backports main\n")
        );
    }
}
