//! Containers: what will be a post, while the network works on its files. Each becomes one post at most.

use std::collections::BTreeMap;

use crate::processing::{Processing, Stage};
use crate::state::Shared;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

#[derive(Debug, Clone)]
pub(crate) struct Container {
    pub(crate) id: String,
    pub(crate) owner: String,
    pub(crate) text: String,
    /// Addresses of its files.
    pub(crate) media: Vec<String>,
    /// Part of an album, so no post of its own.
    pub(crate) item: bool,
    pub(crate) story: bool,
    pub(crate) reply_to: Option<String>,
    /// Why its files are of no use.
    pub(crate) fault: Option<String>,
    pub(crate) processing: Processing,
    pub(crate) published: Option<String>,
    pub(crate) created_at: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    InProgress,
    Finished,
    Published,
    Error(String),
    Expired,
}

impl Standing {
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::InProgress => "IN_PROGRESS",
            Self::Finished => "FINISHED",
            Self::Published => "PUBLISHED",
            Self::Error(_) => "ERROR",
            Self::Expired => "EXPIRED",
        }
    }
}

/// The containers of a network.
#[derive(Debug, Default)]
pub(crate) struct Containers {
    all: BTreeMap<String, Container>,
    /// Reads say that there are none.
    pub(crate) hidden: bool,
}

impl Containers {
    /// Keeps a new one; answers its id.
    pub(crate) fn add(&mut self, shared: &Shared, mut container: Container) -> String {
        container.id = format!("18{}", shared.clock.unique_micros());
        let id = container.id.clone();
        self.all.insert(id.clone(), container);
        id
    }

    /// The container, if it is this owner's.
    pub(crate) fn own(&mut self, id: &str, owner: &str) -> Option<&mut Container> {
        self.all.get_mut(id).filter(|container| container.owner == owner)
    }

    /// The same for a read.
    pub(crate) fn shown(&mut self, id: &str, owner: &str) -> Option<&mut Container> {
        if self.hidden { None } else { self.own(id, owner) }
    }
}

impl Container {
    pub(crate) fn new(shared: &Shared, owner: &str, doomed: bool) -> Self {
        Self {
            id: String::new(),
            owner: owner.to_owned(),
            text: String::new(),
            media: Vec::new(),
            item: false,
            story: false,
            reply_to: None,
            fault: None,
            processing: Processing::begin(shared, doomed),
            published: None,
            created_at: shared.clock.now(),
        }
    }

    /// How it stands; asking counts.
    pub(crate) fn standing(&mut self, now: i64, asked: bool) -> Standing {
        if self.published.is_some() {
            return Standing::Published;
        }
        if now > self.created_at + DAY_MS {
            return Standing::Expired;
        }
        let stage = if asked { self.processing.poll(now) } else { self.processing.peek(now) };
        match (stage, &self.fault) {
            (Stage::Working, _) => Standing::InProgress,
            (Stage::Failed, None) => Standing::Error("2207053".to_owned()),
            (_, Some(fault)) => Standing::Error(fault.clone()),
            (Stage::Done, None) => Standing::Finished,
        }
    }
}
