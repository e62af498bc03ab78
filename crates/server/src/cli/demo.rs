//! `tandem demo`.

use std::{
    io::ErrorKind,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use app::Role;
use clap::Args;
use serde_json::json;
use simulator::{Audience, AudienceConfig, TrackerTarget};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::watch};

use super::say;
use crate::{
    demo::{self, Demo as Prepared},
    running::{self, Role as Part},
};

/// How many times faster than real life the audience lives.
const PACE: f64 = 60.0;
/// How many ports are tried after the one that is taken.
const NEXT_PORTS: u16 = 30;

/// Look at a throw-away instance with a made-up brand and simulated networks that go on living.
#[derive(Debug, Args)]
pub struct Demo {
    /// Where it listens; on this machine only. If the port is taken, the next free one is used.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Keep its files in this folder, which must be empty or not there; otherwise they are removed at the end.
    #[arg(long)]
    keep: Option<PathBuf>,
    /// Tell address and sign-in as one line of JSON.
    #[arg(long)]
    json: bool,
}

/// The folder of the instance.
enum Folder {
    Throwaway(TempDir),
    Kept(PathBuf),
}

impl Folder {
    fn make(keep: Option<PathBuf>) -> anyhow::Result<Self> {
        let Some(folder) = keep else {
            let made = tempfile::Builder::new().prefix("tandem-demo-").tempdir();
            return Ok(Self::Throwaway(made.context("cannot make a temporary folder")?));
        };
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let mut files =
            std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
        if files.next().is_some() {
            bail!("{} is not empty: name another folder with --keep", folder.display());
        }
        Ok(Self::Kept(folder))
    }

    fn path(&self) -> &Path {
        match self {
            Self::Throwaway(folder) => folder.path(),
            Self::Kept(folder) => folder,
        }
    }
}

impl Demo {
    /// Runs until SIGTERM or Ctrl-C.
    pub async fn run(self) -> anyhow::Result<()> {
        if !self.listen.ip().is_loopback() {
            bail!(
                "the demo is for this machine only: listen on 127.0.0.1, or make an instance of your own with tandem serve"
            );
        }
        let (listener, moved) = bind(self.listen).await?;
        let address = listener.local_addr().context("listen")?;
        let folder = Folder::make(self.keep.clone())?;
        // One listener for the whole way: a Ctrl-C at any time is heard.
        let (told, stop) = watch::channel(false);
        tokio::spawn(async move {
            running::stop_signal().await;
            let _ = told.send(true);
        });
        let password = demo::password();
        let served = async {
            let prepared = tokio::select! {
                prepared = demo::prepare(folder.path().to_owned(), address, password) => prepared?,
                () = stopped(stop.clone()) => return Ok(()),
            };
            if moved {
                super::remark(&format!("{} is taken, so the demo is at {address}", self.listen));
            }
            self.tell(&prepared, &folder)?;
            live(prepared, listener, stop).await
        };
        let ended = served.await;
        if let Folder::Throwaway(folder) = folder {
            let path = folder.path().to_owned();
            folder.close().with_context(|| format!("cannot remove {}", path.display()))?;
        }
        ended
    }

    fn tell(&self, demo: &Prepared, folder: &Folder) -> anyhow::Result<()> {
        let url = &demo.app.settings.public_url;
        let (bluesky, mastodon) = (demo.sim.bluesky_url(), demo.sim.mastodon_url());
        if self.json {
            let people: Vec<_> = demo
                .people
                .iter()
                .map(
                    |person| json!({ "role": person.role, "email": person.email, "password": demo.password }),
                )
                .collect();
            return say(json!({
                "url": url, "people": people, "bluesky_url": bluesky, "mastodon_url": mastodon,
                "site_key": demo.site_key,
            }));
        }
        say(format!("Tandem's demo is at {url}"))?;
        say("")?;
        for role in [Role::Strategist, Role::CommunityManager] {
            if let Some(person) = demo.person(role) {
                say(format!("  {:18} {}", person.name, person.email))?;
            }
        }
        say(format!("  {:18} {}", "Password", demo.password))?;
        let others: Vec<&str> = demo
            .people
            .iter()
            .filter(|person| !matches!(person.role, Role::Strategist | Role::CommunityManager))
            .map(|person| person.email.as_str())
            .collect();
        say(format!("  The same password: {}", others.join(", ")))?;
        say("")?;
        say("What to look at")?;
        say(
            "  As the strategist: goals against plan, one of them behind; campaigns with their full cost and return.",
        )?;
        say(
            "  As the community manager: My day. A post goes out in 40 seconds, the next in 2 and in 5 minutes; three",
        )?;
        say(
            "  deliveries wait for your word. Watch likes, clicks and orders come in: the public lives sixty times as fast.",
        )?;
        if let Some(post) = &demo.best_post {
            say(format!("  From a post to its money: {url}/trace/{post}"))?;
        }
        say(format!("  The networks themselves: {bluesky} and {mastodon}"))?;
        say("")?;
        match folder {
            Folder::Throwaway(_) => say("Ctrl-C ends it and removes everything."),
            Folder::Kept(folder) => say(format!("Ctrl-C ends it; its files stay in {}.", folder.display())),
        }
    }
}

/// Lets the audience in and serves until told to stop.
async fn live(demo: Prepared, listener: TcpListener, stop: watch::Receiver<bool>) -> anyhow::Result<()> {
    let tracker = TrackerTarget {
        collect_url: format!("{}/collect", demo.app.settings.public_url),
        site_key: demo.site_key.clone(),
    };
    let config = AudienceConfig { seed: demo::SEED, pace: PACE, tracker: Some(tracker) };
    let audience = Audience::start(&demo.sim, config).context("the audience cannot come")?;
    let leave = stopped(stop.clone());
    let leaves = tokio::spawn(async move {
        leave.await;
        audience.stop().await;
    });
    let served = running::serve(demo.app, listener, Part::All, stopped(stop)).await;
    leaves.abort();
    demo.sim.shutdown().await;
    served
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // An error means that nobody is left to say so.
    let _ = stop.wait_for(|stop| *stop).await;
}

/// The address wanted, or the next free port after it; whether it had to move.
async fn bind(wanted: SocketAddr) -> anyhow::Result<(TcpListener, bool)> {
    for step in 0..=NEXT_PORTS {
        let Some(port) = wanted.port().checked_add(step) else { break };
        match TcpListener::bind(SocketAddr::new(wanted.ip(), port)).await {
            Ok(listener) => return Ok((listener, step > 0)),
            Err(error) if error.kind() == ErrorKind::AddrInUse && wanted.port() > 0 => {}
            Err(error) => return Err(error).with_context(|| format!("cannot listen on {wanted}")),
        }
    }
    bail!("{wanted} and the {NEXT_PORTS} ports after it are taken: name a free one with --listen")
}
