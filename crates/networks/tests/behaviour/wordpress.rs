//! What only WordPress has: titles, slugs, featured pictures, categories and tags, the bin.

use async_trait::async_trait;
use networks::{ConnectInput, Content, ErrorKind, LookUp, Network, Next};
use simulator::{AccountSpec, FaultKind, Simulator};

use crate::rig::{PASSWORD, Rig, USERNAME};
use crate::world::{Notes, World, connect, now_ms, png, with_alt};

pub struct WordPress;

#[async_trait]
impl Rig for WordPress {
    fn sim_network(&self) -> simulator::Network {
        simulator::Network::WordPress
    }

    fn server(&self, sim: &Simulator) -> String {
        sim.url(simulator::Network::WordPress)
    }

    fn add_account(&self, sim: &Simulator) -> String {
        sim.add_account(simulator::Network::WordPress, &AccountSpec::new(USERNAME, PASSWORD, "The Brand"))
    }

    /// The site: users of one site write to one channel.
    fn remote_id(&self, sim: &Simulator, _account: &str) -> String {
        self.server(sim).trim_start_matches("http://").to_owned()
    }

    fn display_name(&self) -> &'static str {
        "The blog"
    }

    fn handle(&self) -> &'static str {
        "The Brand ("
    }

    fn typed(&self, server: &str, password: &str) -> ConnectInput {
        ConnectInput {
            base_url: server.to_owned(),
            identifier: USERNAME.to_owned(),
            secret: password.to_owned(),
            ..ConnectInput::default()
        }
    }

    fn dress(&self, content: Content) -> Content {
        Content { title: Some("A title".into()), ..content }
    }

    fn revokes(&self) -> bool {
        false
    }

    fn write(&self) -> &'static str {
        "POST /wp-json/wp/v2/posts"
    }

    fn upload(&self) -> &'static str {
        "POST /wp-json/wp/v2/media"
    }

    fn look(&self) -> &'static str {
        "/posts?slug="
    }

    fn health(&self) -> &'static str {
        "users/me"
    }
}

#[tokio::test]
async fn a_post_has_title_terms_and_a_featured_picture() {
    let world = World::start(Network::WordPress).await;
    let category = simulator::wordpress::add_category(&world.sim, "News & Tea");
    let mut content =
        world.with_media("First line\nsecond\n\nNext https://t.example/a", vec![png(), with_alt("B")]);
    for (name, value) in
        [("categories", "news & tea"), ("tags", "green, hot"), ("status", "private"), ("comments", "closed")]
    {
        content.options.insert(name.into(), value.into());
    }
    let published = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap();
    let raw = world.posts().remove(0).raw;
    assert_eq!(raw["title"], "A title");
    assert_eq!(raw["status"], "private");
    assert_eq!(raw["comment_status"], "closed");
    assert_eq!(raw["categories"], serde_json::json!([category]));
    assert_eq!(raw["tags"].as_array().unwrap().len(), 2);
    assert!(raw["slug"].as_str().unwrap().starts_with("a-title-"), "{raw}");
    assert!(raw["featured_media"].is_number(), "{raw}");
    let text = raw["content"].as_str().unwrap();
    assert!(text.contains("<p>First line<br>second</p>"), "{text}");
    assert!(text.contains("alt=\"B\"") && !text.contains("alt=\"A red point\""), "{text}");

    let mut changed = content.clone();
    changed.title = Some("Another title".into());
    world.connector.edit(world.as_account(), &published.handle, &changed).await.unwrap();
    let edited = world.posts().remove(0).raw;
    assert_eq!((&edited["title"], &edited["status"]), (&"Another title".into(), &"private".into()));
    assert_eq!(edited["slug"], raw["slug"]);

    content.options.insert("categories".into(), "Nowhere".into());
    let error = world.publish(&content, &world.prepare(&content), &Notes::default()).await.unwrap_err();
    assert_eq!((error.kind, error.next), (ErrorKind::Invalid, Next::Never), "{error}");
    assert_eq!(world.posts().len(), 1);
}

#[tokio::test]
async fn a_draft_whose_answer_was_lost_is_found_too() {
    let world = World::start(Network::WordPress).await;
    let mut content = world.text("Not for everybody yet");
    content.options.insert("status".into(), "draft".into());
    let (handle, notes) = (world.prepare(&content), Notes::default());
    world.fail(world.write(), FaultKind::ResetAfter, 1);
    let error = world.publish(&content, &handle, &notes).await.unwrap_err();
    assert_eq!(error.next, Next::Unknown, "{error}");
    let found = world.look_up(&content, &notes.last().unwrap(), now_ms()).await.unwrap();
    assert!(matches!(found, LookUp::Found(_)), "{found:?}");
    let again = world.publish(&content, &notes.last().unwrap(), &notes).await.unwrap();
    assert_eq!((again.remote_id.as_str(), world.posts().len()), (world.posts()[0].id.as_str(), 1));
}

#[tokio::test]
async fn a_post_for_review_may_have_lost_its_slug() {
    let world = World::start(Network::WordPress).await;
    let mut content = world.text("For the editor");
    content.options.insert("status".into(), "pending".into());
    let (handle, notes) = (world.prepare(&content), Notes::default());
    world.fail(world.write(), FaultKind::ResetBefore, 1);
    world.publish(&content, &handle, &notes).await.unwrap_err();
    let found = world.look_up(&content, &notes.last().unwrap(), now_ms()).await.unwrap();
    assert_eq!(found, LookUp::CannotTell);
}

#[tokio::test]
async fn a_firewall_in_front_of_the_site_is_no_wrong_password() {
    let world = World::start(Network::WordPress).await;
    let server = world.server();
    world.fail("users/me", FaultKind::HtmlInsteadOfJson, 1);
    let error = world.connector.profile(world.as_account()).await.unwrap_err();
    assert!(matches!(error.next, Next::After(_)), "{error}");
    // A password as WordPress shows it, in groups of four.
    let spaced = PASSWORD.replace('-', "- ");
    connect(&*world.rig, &world.connector, &server, &spaced).await.unwrap();
}
