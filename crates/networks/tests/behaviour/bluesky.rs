//! What only Bluesky has: records with facets, mentions and languages.

use networks::{Network, Next};
use serde_json::json;
use simulator::FaultKind;

use crate::world::{Notes, World, now_ms};

async fn record(world: &World, remote_id: &str) -> serde_json::Value {
    let rkey = remote_id.rsplit('/').next().unwrap();
    let path = format!(
        "/xrpc/com.atproto.repo.getRecord?repo={}&collection=app.bsky.feed.post&rkey={rkey}",
        world.account
    );
    let token = world.credentials().0["access"].as_str().unwrap().to_owned();
    world.read(&path, &token).await["value"].clone()
}

#[tokio::test]
async fn links_tags_and_mentions_are_marked() {
    let world = World::start(Network::Bluesky).await;
    let other = world.sim.add_bluesky_account("other.test", "abcd-efgh-ijkl-mnop", "Other");
    let content = world.text("Grüße @other.test @nobody.test https://example.org/ä #größe");
    let started_ms = now_ms();
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    let record = record(&world, &published.remote_id).await;
    assert_eq!(record["langs"], json!(["en"]));
    let facets = record["facets"].as_array().unwrap();
    let marked: Vec<(&str, &serde_json::Value)> = facets
        .iter()
        .map(|facet| {
            let at = |name: &str| usize::try_from(facet["index"][name].as_u64().unwrap()).unwrap();
            (&content.parts[0].text[at("byteStart")..at("byteEnd")], &facet["features"][0])
        })
        .collect();
    assert_eq!(
        marked,
        [
            ("@other.test", &json!({ "$type": "app.bsky.richtext.facet#mention", "did": other })),
            (
                "https://example.org/ä",
                &json!({ "$type": "app.bsky.richtext.facet#link", "uri": "https://example.org/ä" })
            ),
            ("#größe", &json!({ "$type": "app.bsky.richtext.facet#tag", "tag": "größe" })),
        ],
        "a handle that leads nowhere stays text"
    );
    let created = record["createdAt"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    assert!((created.as_millisecond() - started_ms).abs() < 60_000);
}

#[tokio::test]
async fn a_record_is_frozen_before_it_is_put() {
    let world = World::start(Network::Bluesky).await;
    world.sim.add_bluesky_account("other.test", "abcd-efgh-ijkl-mnop", "Other");
    let content = world.text("Hello @other.test");
    let notes = Notes::default();
    world.fail("putRecord", FaultKind::ServerErrorAfter(500), 1);
    let error = world.publish(&content, &world.prepare(&content), &notes).await.unwrap_err();
    assert_eq!(error.next, Next::Unknown);
    // The second try asks nobody for the mention again.
    world.fail("resolveHandle", FaultKind::ServerErrorBefore(500), 1);
    world.publish(&content, &notes.last().unwrap(), &notes).await.unwrap();
    assert_eq!((world.posts().len(), world.sim.faults().pending()), (1, 1));
}

#[tokio::test]
async fn trouble_with_a_mention_stops_before_the_post() {
    let world = World::start(Network::Bluesky).await;
    let content = world.text("Hello @other.test");
    world.fail("resolveHandle", FaultKind::ServerErrorBefore(502), 1);
    let error = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap_err();
    assert!(matches!(error.next, Next::After(_)), "{error}");
    assert_eq!(world.posts(), []);
}
