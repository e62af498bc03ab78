//! Forms of one field: what is wrong stands beside it, and what was typed is still there.

use app::{
    channels::ChannelByHand,
    ids::ChannelId,
    posts::{SavePost, SchedulePost, VariantDraft, When},
    zone,
};
use axum::http::StatusCode;
use testkit::{Reply, TestApp, unique};

const DAY: i64 = 24 * 60 * 60 * 1_000;

/// What stands beside the field with this element id.
fn told(reply: &Reply, id: &str) -> String {
    let after =
        reply.body.split_once(&format!("id=\"{id}-error\"")).map(|(_, rest)| rest).unwrap_or_default();
    let text = after.split_once("<span>").map(|(_, rest)| rest).unwrap_or_default();
    text.split_once("</span>").map(|(text, _)| text.to_owned()).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_cannot_be_stands_beside_its_delivery() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let things = t.things(&owner).await;
    let delivery = &things.iter().find(|(name, _)| *name == "delivery_id").expect("a delivery").1;
    let post = &things.iter().find(|(name, _)| *name == "post_id").expect("a post").1;
    let mut browser = t.client_as(&owner).await;
    let past = zone::local(t.now() - DAY, &owner.zone);
    for (at, wanted) in [("", "enter a date"), (past.as_str(), "passed"), ("soon", "")] {
        let path = format!("/deliveries/{delivery}/reschedule");
        let reply = browser.post_form(&path, &[("intent", "schedule"), ("at", at)]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{at}");
        let said = told(&reply, &format!("{delivery}-at"));
        assert!(!said.is_empty() && said.contains(wanted), "{at}: {said:?}");
        assert!(reply.body.contains(&format!("value=\"{at}\"")), "{at} is kept");
        assert!(reply.body.contains("<details class=\"delivery-move\" open>"), "the form is open");
    }
    let id = delivery.parse().expect("an id");
    let before = t.find_delivery(&owner, id).await.expect("the delivery").scheduled_at;
    let path = format!("/posts/{post}/schedule");
    let reply = browser.post_form(&path, &[("intent", "schedule"), ("at", &past)]).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        t.find_delivery(&owner, id).await.expect("the delivery").scheduled_at,
        before,
        "nothing moved"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn held_posts_that_cannot_be_moved_keep_what_was_typed() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let things = t.things(&owner).await;
    let delivery = &things.iter().find(|(name, _)| *name == "delivery_id").expect("a delivery").1;
    let mut browser = t.client_as(&owner).await;
    let begun = browser.post_form("/pauses", &[("subject", "workspace"), ("reason", "An accident")]).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER);
    t.clock.advance(2 * DAY);
    let pause =
        t.pauses(&owner).await.expect("pauses").into_iter().find(|pause| pause.reason == "An accident");
    browser.post_form(&format!("/pauses/{}/end", pause.expect("a pause").id), &[]).await;
    let past = zone::local(t.now() - DAY, &owner.zone);
    let field = format!("at.{delivery}");
    let fields = [("act", "move"), ("chosen", delivery.as_str()), (field.as_str(), past.as_str())];
    let reply = browser.post_form("/held", &fields).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", reply.body);
    let beside = reply.between(&format!("<div id=\"refused-{delivery}\">"), "</div>").unwrap_or_default();
    assert!(beside.contains("passed"), "{}", reply.body);
    assert!(reply.body.contains(&format!("value=\"{past}\"")), "what was typed is kept");
    assert!(reply.body.contains(" checked>") && reply.body.contains("Not done: 1"), "{}", reply.body);
    let fields = [("act", "cancel"), ("chosen", delivery.as_str()), (field.as_str(), past.as_str())];
    assert_eq!(browser.post_form("/held", &fields).await.status, StatusCode::SEE_OTHER);
    assert!(browser.get("/held").await.body.contains("Nothing is held"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_of_money_that_is_none_is_told() {
    let t = TestApp::with_networks().await;
    let owner = t.owner().await;
    let things = t.things(&owner).await;
    let channel = &things.iter().find(|(name, _)| *name == "channel_id").expect("a channel").1;
    t.set_network(channel.parse().expect("an id"), "x").await;
    let mut browser = t.client_as(&owner).await;
    let path = format!("/channels/{channel}/spending");
    for typed in ["much", "-3", "99999999999999999999"] {
        let reply = browser.post_form(&path, &[("limit", typed)]).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(!told(&reply, "f-limit").is_empty(), "{typed}: {}", reply.body);
        assert!(reply.body.contains(&format!("value=\"{typed}\"")), "{typed} is kept");
    }
    assert_eq!(browser.post_form(&path, &[("limit", "25")]).await.status, StatusCode::SEE_OTHER);
    assert!(browser.get(&format!("/channels/{channel}")).await.body.contains("value=\"25"));
}

testkit::db_test! {
    async fn a_post_is_planned_on_all_of_its_channels_or_on_none(t: TestApp) {
        let owner = t.owner().await;
        let brand = t.brand(&owner).await;
        let mut channels = Vec::new();
        for name in ["A poster", "A leaflet", "A webinar"] {
            let input = ChannelByHand {
                brand_id: Some(brand),
                network: "print".to_owned(),
                name: format!("{name} {}", unique()),
                url: String::new(),
            };
            channels.push(t.add_channel_by_hand(&owner, &input).await.expect("a channel"));
        }
        let draft = |channels: &[ChannelId], id, version| SavePost {
            id,
            version,
            brand_id: Some(brand),
            text: "Come in".to_owned(),
            variants: channels.iter().map(|id| (*id, VariantDraft::default())).collect(),
            ..SavePost::default()
        };
        let post = t.save_post(&owner, draft(&channels[..2], None, None)).await.expect("a post");
        let (past, soon) = (When::At(t.now() - DAY), When::At(t.now() + DAY));
        assert!(matches!(t.plan_post(&owner, post.id, &past).await, Err(app::Error::Invalid(_))));
        let stranger = t.second_workspace().await;
        assert!(matches!(t.plan_post(&stranger, post.id, &soon).await, Err(app::Error::NotFound)));
        t.plan_post(&owner, post.id, &soon).await.expect("planned");
        t.save_post(&owner, draft(&channels, Some(post.id), Some(post.version))).await.expect("a third channel");
        t.disconnect_channel(&owner, channels[1]).await.expect("put away");
        let later = When::At(t.now() + 3 * DAY);
        let times = async || {
            let found = t.find_post(&owner, post.id).await.expect("the post");
            found.waiting().map(|delivery| (delivery.channel_id, delivery.scheduled_at)).collect::<Vec<_>>()
        };
        let before = times().await;
        assert!(before.len() == 2 && before.iter().all(|(_, at)| *at == t.now() + DAY), "{before:?}");
        let refused = t.plan_post(&owner, post.id, &later).await;
        let Err(app::Error::Invalid(faults)) = refused else { panic!("one channel is gone: {refused:?}") };
        assert_eq!(faults[0].field, format!("variant.{}", channels[1]));
        assert_eq!(times().await, before, "none is moved, none is made");
        let again = draft(&[channels[0], channels[2]], Some(post.id), t.find_post(&owner, post.id).await.ok().map(|found| found.post.version));
        t.save_post(&owner, again).await.expect("without the one that is gone");
        let results = t.post_results(&owner, &[post.id]).await.expect("results").remove(&post.id).expect("channels");
        assert_eq!(results.channels.len(), 2, "what was taken out of the post is no place of it: {results:?}");
        t.plan_post(&owner, post.id, &later).await.expect("moved and made");
        let after = times().await;
        assert!(after.len() == 2 && after.iter().all(|(_, at)| *at == t.now() + 3 * DAY), "{after:?}");
        let again = SchedulePost { channels: Vec::new(), when: later };
        assert!(matches!(t.schedule_post(&owner, post.id, &again).await, Err(app::Error::Invalid(_))));
    }
}
