//! Changes of a repository and what they mean for the world.

use serde_json::Value;

use super::{FOLLOW, LIKE, POST, REPOST, State, embed, views};
use crate::clock::{iso, parse_iso};
use crate::ids;
use crate::state::Shared;
use crate::world::{Post, links_in};

pub(super) fn uri_of(did: &str, collection: &str, rkey: &str) -> String {
    format!("at://{did}/{collection}/{rkey}")
}

/// The record key at the end of a URI.
pub(super) fn rkey_of(uri: &str) -> &str {
    uri.rsplit('/').next().unwrap_or(uri)
}

impl State {
    pub(super) fn record(&self, did: &str, collection: &str, rkey: &str) -> Option<&Value> {
        if collection == POST {
            return self.world.post(&uri_of(did, collection, rkey)).map(|post| &post.raw);
        }
        self.records.get(&(did.to_owned(), collection.to_owned(), rkey.to_owned()))
    }

    /// Creates or replaces a record; answers its content id.
    pub(super) fn write(
        &mut self,
        shared: &Shared,
        did: &str,
        collection: &str,
        rkey: &str,
        record: Value,
    ) -> String {
        let cid = views::cid_of(&record);
        let uri = uri_of(did, collection, rkey);
        let now = shared.clock.now();
        let subject = match &record["subject"] {
            Value::String(did) => did.clone(),
            other => other["uri"].as_str().unwrap_or_default().to_owned(),
        };
        match collection {
            POST => self.write_post(shared, did, &uri, &record, now),
            LIKE => drop(self.world.like(&subject, did, &uri, now)),
            REPOST => drop(self.world.repost(&subject, did, &uri, now)),
            FOLLOW => drop(self.world.follow(did, &subject, &uri, now)),
            _ => {}
        }
        if collection != POST {
            self.records.insert((did.to_owned(), collection.to_owned(), rkey.to_owned()), record);
        }
        self.commit(shared, did, &cid);
        cid
    }

    fn write_post(&mut self, shared: &Shared, did: &str, uri: &str, record: &Value, now: i64) {
        let post = read_post(shared, self, did, uri, record, now);
        if let Some(existing) = self.world.post_mut(uri) {
            existing.text = post.text;
            existing.links = post.links;
            existing.media = post.media;
            existing.raw = post.raw;
            existing.edited_at = Some(now);
        } else {
            self.world.publish(post, false);
        }
    }

    /// Answers whether there was something to delete.
    pub(super) fn delete(&mut self, shared: &Shared, did: &str, collection: &str, rkey: &str) -> bool {
        let uri = uri_of(did, collection, rkey);
        let gone = if collection == POST {
            self.world.remove_post(&uri).map(|post| post.raw)
        } else {
            self.records.remove(&(did.to_owned(), collection.to_owned(), rkey.to_owned()))
        };
        let Some(record) = gone else { return false };
        let subject = &record["subject"];
        match collection {
            LIKE => self.world.unlike(subject["uri"].as_str().unwrap_or_default(), did),
            REPOST => self.world.unrepost(subject["uri"].as_str().unwrap_or_default(), did),
            FOLLOW => self.world.unfollow(did, subject.as_str().unwrap_or_default()),
            _ => {}
        }
        self.commit(shared, did, &uri);
        true
    }

    fn commit(&mut self, shared: &Shared, did: &str, change: &str) {
        let rev = ids::tid(shared.clock.unique_micros(), 0);
        let cid = ids::cid(ids::CODEC_RECORD, format!("{did}{rev}{change}").as_bytes());
        self.heads.insert(did.to_owned(), (cid, rev));
    }

    /// The newest commit of a repository: (content id, revision).
    pub(super) fn head(&self, did: &str) -> Option<&(String, String)> {
        self.heads.get(did)
    }
}

/// The address of a post for people.
pub(super) fn post_url(shared: &Shared, state: &State, did: &str, uri: &str) -> String {
    let handle = state.world.account(did).map_or(did, |account| account.handle.as_str());
    format!("{}/profile/{handle}/post/{}", shared.bluesky_url(), rkey_of(uri))
}

/// Reads a post record into the words of the world. Only facets and cards are
/// links here: an address that is merely written in the text cannot be clicked.
pub(super) fn read_post(
    shared: &Shared,
    state: &State,
    did: &str,
    uri: &str,
    record: &Value,
    now: i64,
) -> Post {
    let facets = record["facets"].as_array().map(Vec::as_slice).unwrap_or_default();
    let features: Vec<&Value> =
        facets.iter().flat_map(|facet| facet["features"].as_array().into_iter().flatten()).collect();
    let all =
        |key: &str| features.iter().filter_map(|f| f[key].as_str().map(str::to_owned)).collect::<Vec<_>>();
    let mut links: Vec<String> = all("uri").iter().flat_map(|uri| links_in(uri)).collect();
    links.extend(embed::card_link(&record["embed"]));
    links.dedup();
    Post {
        id: uri.to_owned(),
        url: post_url(shared, state, did, uri),
        author: did.to_owned(),
        text: record["text"].as_str().unwrap_or_default().to_owned(),
        created_at: record["createdAt"].as_str().and_then(parse_iso).unwrap_or(now),
        parent: record["reply"]["parent"]["uri"].as_str().map(str::to_owned),
        quoted: embed::quoted(&record["embed"]),
        mentions: all("did"),
        links,
        media: embed::blobs(&record["embed"]),
        raw: record.clone(),
        ..Post::default()
    }
}

/// The record of a like, repost or follow that the audience made.
pub(super) fn reaction_record(kind: &str, subject: &Value, at: i64) -> Value {
    serde_json::json!({ "$type": kind, "subject": subject, "createdAt": iso(at) })
}
