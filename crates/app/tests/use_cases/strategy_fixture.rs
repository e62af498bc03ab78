//! A goal, its campaign, two posts and what came of one of them, for tests of goals, campaigns and the trace.

use app::{
    Actor,
    budget::CostLineInput,
    campaigns::CampaignInput,
    goals::{GoalInput, Quantity},
    ids::{
        CampaignId, ChannelId, ClickId, ConversionId, DeliveryId, GoalId, LeadId, LinkId, PostId, VariantId,
        VisitId,
    },
};
use db::values;
use testkit::{START, TestApp};

pub const DAY: i64 = 86_400_000;

pub fn typed(text: &str) -> Quantity {
    Quantity::Text(text.to_owned())
}

/// A whole goal: revenue from 1 to 30 June 2026, half of which is over at the test's time.
pub async fn goal_input(t: &TestApp, actor: &Actor) -> GoalInput {
    GoalInput {
        brand_id: t.brand(actor).await.to_string(),
        name: "Sell the summer tea".to_owned(),
        funnel_stage: "conversion".to_owned(),
        metric: "revenue".to_owned(),
        baseline: typed("0"),
        target: typed("14000"),
        starts_on: "2026-06-01".to_owned(),
        due_on: "2026-06-30".to_owned(),
        owner_id: actor.user_id.expect("a person").to_string(),
        ..GoalInput::default()
    }
}

pub async fn campaign_input(t: &TestApp, actor: &Actor, goal_ids: &[GoalId]) -> CampaignInput {
    CampaignInput {
        brand_id: t.brand(actor).await.to_string(),
        name: "Summer tea".to_owned(),
        utm_name: String::new(),
        goal_ids: goal_ids.iter().map(ToString::to_string).collect(),
        starts_on: "2026-06-01".to_owned(),
        ends_on: "2026-06-30".to_owned(),
        budget: typed("4000"),
        currency: String::new(),
    }
}

pub fn media_cost(subject: impl ToString, amount: &str) -> CostLineInput {
    CostLineInput {
        subject_id: subject.to_string(),
        kind: "media".to_owned(),
        amount: typed(amount),
        incurred_on: "2026-06-10".to_owned(),
        ..CostLineInput::default()
    }
}

pub struct Story {
    pub goal: GoalId,
    pub campaign: CampaignId,
    /// The older post, with a delivery, a link and a sale.
    pub post: PostId,
    /// The newer post, without anything.
    pub quiet_post: PostId,
    pub delivery: DeliveryId,
    pub link: LinkId,
    pub visit: VisitId,
    pub conversion: ConversionId,
    pub lead: LeadId,
}

/// The story of one sale of 7,000 with 2,800 margin, and one of 50 dollars that stands in no sum.
pub async fn story(t: &TestApp, actor: &Actor) -> Story {
    let goal = t.create_goal(actor, &goal_input(t, actor).await).await.expect("a goal");
    let campaign =
        t.create_campaign(actor, &campaign_input(t, actor, &[goal]).await).await.expect("a campaign");
    let brand = t.brand(actor).await;
    let ws = actor.workspace_id;
    let (channel, variant) = (ChannelId::generate(), VariantId::generate());
    let (post, quiet_post) = (PostId::generate(), PostId::generate());
    let (delivery, link) = (DeliveryId::generate(), LinkId::generate());
    let (click, visit) = (ClickId::generate(), VisitId::generate());
    let (conversion, lead) = (ConversionId::generate(), LeadId::generate());
    let tx = t.db.write().await.expect("a transaction");
    let run = async |text: &str, values| tx.run(text, values).await.expect("a row of the fixture");
    run(
        "insert into channels (workspace_id, id, brand_id, network, remote_id, handle, display_name, profile_url, \
         base_url, limits, health, connected_at) values ($1, $2, $3, 'bluesky', 'did:plc:x', 'tea.example', 'Tea', '', \
         '', '{}', 'healthy', $4)",
        values![ws, channel, brand, START],
    )
    .await;
    for (id, title) in [(post, "Iced tea"), (quiet_post, "Quiet")] {
        run(
            "insert into posts (workspace_id, id, brand_id, campaign_id, title, text, created_at, updated_at, version) \
             values ($1, $2, $3, $4, $5, '', $6, $6, 1)",
            values![ws, id, brand, campaign, title, START],
        )
        .await;
    }
    run(
        "insert into variants (workspace_id, id, post_id, channel_id, created_at) values ($1, $2, $3, $4, $5)",
        values![ws, variant, post, channel, START],
    )
    .await;
    run(
        "insert into deliveries (workspace_id, id, brand_id, post_id, variant_id, channel_id, state, scheduled_at, \
         due_at, attempts, attempts_before, remote_url, published_at, created_at) \
         values ($1, $2, $3, $4, $5, $6, 'published', $7, $7, 1, 0, 'https://bsky.example/1', $7, $7)",
        values![ws, delivery, brand, post, variant, channel, START - 2 * DAY],
    )
    .await;
    run(
        "insert into links (workspace_id, id, slug, brand_id, campaign_id, post_id, delivery_id, channel_id, \
         original_url, url_hash, target_url, created_at) values ($1, $2, 'abc1234', $3, $4, $5, $6, $7, \
         'https://shop.example/tea', 'h', 'https://shop.example/tea?utm_campaign=summer-tea', $8)",
        values![ws, link, brand, campaign, post, delivery, channel, START - 2 * DAY],
    )
    .await;
    // Three people and one crawler.
    for (id, crawler, at) in [
        (click, 0_i64, 3),
        (ClickId::generate(), 0, 2),
        (ClickId::generate(), 0, 1),
        (ClickId::generate(), 1, 0),
    ] {
        run(
            "insert into clicks (workspace_id, id, link_id, at, crawler, device) values ($1, $2, $3, $4, $5, 'phone')",
            values![ws, id, link, START - DAY + at, crawler],
        )
        .await;
    }
    run(
        "insert into visits (workspace_id, id, brand_id, visitor, link_id, click_id, landing_url, pages, started_at, \
         last_seen_at) values ($1, $2, $3, 'v', $4, $5, 'https://shop.example/tea', 4, $6, $6)",
        values![ws, visit, brand, link, click, START - DAY + 10],
    )
    .await;
    run(
        "insert into link_days (workspace_id, link_id, day, clicks, crawler_clicks, last_click_at, visits, last_visit_at) \
         values ($1, $2, $3, 3, 1, $4, 1, $5)",
        values![ws, link, START / DAY - 1, START - DAY + 3, START - DAY + 10],
    )
    .await;
    for (id, order, value, margin, currency) in [
        (conversion, "A-1", 700_000_i64, Some(280_000_i64), "EUR"),
        (ConversionId::generate(), "A-2", 5_000, None, "USD"),
    ] {
        run(
            "insert into conversions (workspace_id, id, brand_id, name, order_id, value_minor, margin_minor, currency, at, \
             source, link_id, visit_id, click_id, created_at) \
             values ($1, $2, $3, 'order', $4, $5, $6, $7, $8, 'api', $9, $10, $11, $8)",
            values![ws, id, brand, order, value, margin, currency, START - DAY + 20, link, visit, click],
        )
        .await;
    }
    run(
        "insert into leads (workspace_id, id, brand_id, name, contact, note, stage, link_id, currency, created_at, \
         updated_at) values ($1, $2, $3, 'A tea house', '', '', 'new', $4, 'EUR', $5, $5)",
        values![ws, lead, brand, link, START - DAY],
    )
    .await;
    for (metric, value) in [("likes", 12_i64), ("reposts", 3)] {
        run(
            "insert into metric_latest (workspace_id, subject_id, metric, value, source, fetched_at) \
             values ($1, $2, $3, $4, 'app.bsky.feed.getPosts', $5)",
            values![ws, delivery, metric, value, START - 1_000],
        )
        .await;
    }
    tx.commit().await.expect("commit");
    Story { goal, campaign, post, quiet_post, delivery, link, visit, conversion, lead }
}
