//! The trace, from every kind of thing, up and down, with money and sources.

use app::{
    Error, Role,
    campaigns::CampaignInput,
    goals::GoalInput,
    trace::{Depth, Kind, Node, SourceRule},
};
use testkit::TestApp;

use crate::strategy_fixture::{campaign_input, goal_input, media_cost, story};

fn value(node: &Node, name: &str) -> Option<i64> {
    node.number(name).unwrap_or_else(|| panic!("{} has no {name}", node.kind)).value
}

fn kinds(nodes: &[Node]) -> Vec<&'static str> {
    nodes.iter().map(|node| node.kind.as_str()).collect()
}

fn size(nodes: &[Node]) -> usize {
    nodes.iter().map(|node| 1 + size(&node.below)).sum()
}

/// What is open is as in the whole tree; of what is closed the number is known.
fn expect_opened(opened: &Node, whole: &Node) {
    assert_eq!((&opened.id, &opened.numbers, &opened.costs), (&whole.id, &whole.numbers, &whole.costs));
    if opened.below.is_empty() {
        return assert_eq!(opened.more_below, whole.below.len() as i64 + whole.more_below, "{}", opened.id);
    }
    assert_eq!((opened.below.len(), opened.more_below), (whole.below.len(), whole.more_below));
    for (opened, whole) in opened.below.iter().zip(&whole.below) {
        expect_opened(opened, whole);
    }
}

testkit::db_test! {
    async fn a_sale_is_traced_up_to_the_goal(t: TestApp) {
        let owner = t.owner().await;
        let story = story(&t, &owner).await;
        let trace = t.trace(&owner, &story.conversion.to_string(), Depth::Whole).await.expect("a trace");
        assert_eq!(kinds(&trace.above), ["goal", "campaign", "post", "delivery", "link", "visit"]);
        assert_eq!(value(&trace.subject, "revenue"), Some(700_000));
        assert_eq!(value(&trace.above[4], "clicks"), Some(3));
        assert_eq!(value(&trace.above[4], "crawler_clicks"), Some(1));
        assert_eq!(value(&trace.above[0], "value"), Some(700_000));
        let lead = t.trace(&owner, &story.lead.to_string(), Depth::Whole).await.expect("a trace");
        assert_eq!(kinds(&lead.above), ["goal", "campaign", "post", "delivery", "link"]);
        let visit = t.trace(&owner, &story.visit.to_string(), Depth::Whole).await.expect("a trace");
        assert_eq!((visit.subject.kind, visit.subject.below.len()), (Kind::Visit, 2));
    }

    async fn a_goal_is_traced_down_to_its_sales(t: TestApp) {
        let owner = t.owner().await;
        let story = story(&t, &owner).await;
        let trace = t.trace(&owner, &story.goal.to_string(), Depth::Whole).await.expect("a trace");
        assert!(trace.above.is_empty());
        let campaign = &trace.subject.below[0];
        assert_eq!(kinds(&campaign.below), ["post", "post"]);
        assert_eq!(campaign.below[1].id, story.post.to_string());
        let delivery = &campaign.below[1].below[0];
        assert_eq!((delivery.kind, delivery.url.as_deref()), (Kind::Delivery, Some("https://bsky.example/1")));
        let link = &delivery.below[0];
        assert_eq!(kinds(&link.below), ["conversion", "conversion", "lead"]);
        assert_eq!(link.below.iter().filter(|node| node.number("revenue").is_some()).count(), 1);
        assert_eq!(trace.subject.more_below, 0);
        // Without its prefix the same.
        let bare = story.goal.uuid().to_string();
        assert_eq!(t.trace(&owner, &bare, Depth::Whole).await.expect("a trace").subject.id, trace.subject.id);
        let link_trace = t.trace(&owner, &story.link.to_string(), Depth::Whole).await.expect("a trace");
        assert_eq!(kinds(&link_trace.above), ["goal", "campaign", "post", "delivery"]);
        assert_eq!(link_trace.subject.below.len(), 3);
    }

    async fn cost_stands_on_its_level_and_is_shared_to_the_cent(t: TestApp) {
        let owner = t.owner().await;
        let story = story(&t, &owner).await;
        // 0.01 over two posts: the older one has it.
        t.add_cost_line(&owner, &media_cost(story.campaign, "1000.01")).await.expect("a line");
        t.add_cost_line(&owner, &media_cost(story.post, "200")).await.expect("a line");
        t.add_cost_line(&owner, &media_cost(story.delivery, "100")).await.expect("a line");
        t.add_cost_line(&owner, &media_cost(story.goal, "50")).await.expect("a line");
        let trace = t.trace(&owner, &story.goal.to_string(), Depth::Whole).await.expect("a trace");
        assert_eq!(value(&trace.subject, "cost"), Some(135_001));
        assert_eq!(trace.subject.costs.len(), 1);
        let campaign = &trace.subject.below[0];
        assert_eq!(value(campaign, "cost"), Some(130_001));
        let (quiet, post) = (&campaign.below[0], &campaign.below[1]);
        assert_eq!(quiet.id, story.quiet_post.to_string());
        assert_eq!((value(post, "cost_direct"), value(post, "cost_shared")), (Some(30_000), Some(50_001)));
        assert_eq!((value(quiet, "cost_direct"), value(quiet, "cost_shared")), (Some(0), Some(50_000)));
        assert_eq!(value(post, "cost"), Some(80_001));
        assert_eq!(post.number("cost").map(|number| number.source.rule), Some(SourceRule::FullCost));
        let delivery = &post.below[0];
        assert_eq!((value(delivery, "cost_direct"), value(delivery, "cost_shared")), (Some(10_000), Some(70_001)));
        // (2,800 − 800.01) ÷ 800.01
        let roi = delivery.number("roi").and_then(|number| number.ratio).expect("a return");
        assert!((roi - 2.499_956).abs() < 1e-6, "{roi}");
        assert_eq!(value(delivery, "likes"), Some(12));
        assert_eq!(delivery.number("likes").map(|number| number.source.from.as_str()), Some("app.bsky.feed.getPosts"));
        // Asked from below, the same numbers stand above.
        let up = t.trace(&owner, &story.delivery.to_string(), Depth::Whole).await.expect("a trace");
        assert_eq!(value(&up.above[2], "cost"), Some(80_001));
        assert_eq!(value(&up.subject, "cost"), Some(80_001));
    }

    async fn without_cost_there_is_no_return_and_without_links_no_zero(t: TestApp) {
        let owner = t.owner().await;
        let story = story(&t, &owner).await;
        let trace = t.trace(&owner, &story.post.to_string(), Depth::Whole).await.expect("a trace");
        let roi = trace.subject.number("roi").expect("a return");
        assert_eq!((roi.ratio, roi.unknown), (None, Some("no_cost")));
        let quiet = t.trace(&owner, &story.quiet_post.to_string(), Depth::Whole).await.expect("a trace").subject;
        let clicks = quiet.number("clicks").expect("clicks");
        assert_eq!((clicks.value, clicks.unknown), (None, Some("no_links")));
        let text = trace.to_text();
        assert!(text.contains("no data (no_cost)") && text.contains("ABOVE") && text.contains("7000.00 EUR"), "{text}");
        let json = serde_json::to_value(&trace).expect("JSON");
        assert_eq!(json["above"][0]["kind"], "goal");
    }

    async fn strangers_find_nothing_and_not_everybody_sees_money(t: TestApp) {
        let owner = t.owner().await;
        let story = story(&t, &owner).await;
        t.add_cost_line(&owner, &media_cost(story.campaign, "10")).await.expect("a line");
        let stranger = t.second_workspace().await;
        for id in [
            story.goal.to_string(), story.campaign.to_string(), story.post.to_string(), story.delivery.to_string(),
            story.link.to_string(), story.visit.to_string(), story.conversion.to_string(), story.lead.to_string(),
            story.goal.uuid().to_string(), "goal_".to_owned(), "nonsense".to_owned(), String::new(),
        ] {
            assert!(matches!(t.trace(&stranger, &id, Depth::Whole).await, Err(Error::NotFound)), "{id}");
        }
        let brand = t.new_brand(&owner, "Kranich Coffee").await;
        let access =
            app::members::Access { role: Role::Freelancer, brand_id: Some(brand), access_ends_at: None };
        let freelancer = t.actor_in(&owner, access).await;
        assert!(matches!(t.trace(&freelancer, &story.post.to_string(), Depth::Whole).await, Err(Error::NotFound)));
        let manager = t.actor(Role::CommunityManager).await;
        let trace = t.trace(&manager, &story.goal.to_string(), Depth::Whole).await.expect("a trace");
        assert!(!trace.money);
        let json = serde_json::to_string(&trace).expect("JSON");
        assert!(!json.contains("revenue\"") || !json.contains("700000"), "{json}");
        assert!(!json.contains("cost_line\"") && trace.subject.below[0].costs.is_empty());
        assert_eq!(value(&trace.subject.below[0], "clicks"), Some(3));
    }

    async fn long_lists_are_cut_and_their_numbers_stay_whole(t: TestApp) {
        let owner = t.owner().await;
        let story = story(&t, &owner).await;
        let tx = t.db.write().await.expect("a transaction");
        let brand = t.brand(&owner).await;
        for number in 0..40 {
            let id = app::ids::ConversionId::generate();
            tx.run(
                "insert into conversions (workspace_id, id, brand_id, name, order_id, value_minor, margin_minor, \
                 currency, at, source, link_id, created_at) \
                 values ($1, $2, $3, 'order', $4, 100, 50, 'EUR', $5, 'api', $6, $5)",
                db::values![
                    owner.workspace_id, id, brand, format!("B-{number}"), testkit::START - i64::from(number), story.link
                ],
            )
            .await
            .expect("a conversion");
        }
        tx.commit().await.expect("commit");
        let trace = t.trace(&owner, &story.goal.to_string(), Depth::Whole).await.expect("a trace");
        let link = &trace.subject.below[0].below[1].below[0].below[0];
        assert_eq!((link.kind, link.below.len(), link.more_below), (Kind::Link, 4, 39));
        assert_eq!(value(link, "conversions"), Some(42));
        assert_eq!(value(&trace.subject, "revenue"), Some(704_000));
    }

    async fn levels_open_as_far_as_there_is_room(t: TestApp) {
        let owner = t.owner().await;
        let story = story(&t, &owner).await;
        for id in [story.goal.to_string(), story.post.to_string(), story.link.to_string(), story.visit.to_string()] {
            let whole = t.trace(&owner, &id, Depth::Whole).await.expect("a trace").subject;
            let mut open = 0;
            for room in 0..=size(&whole.below) {
                let opened = t.trace(&owner, &id, Depth::Nodes(room)).await.expect("a trace").subject;
                expect_opened(&opened, &whole);
                let nodes = size(&opened.below);
                assert!(nodes <= room.max(whole.below.len()) && nodes >= open, "{id}: {nodes} in {room}");
                open = nodes;
            }
            assert_eq!(open, size(&whole.below), "{id}");
        }
    }

    async fn goals_that_share_a_campaign_have_its_sums_each(t: TestApp) {
        let owner = t.owner().await;
        let story = story(&t, &owner).await;
        let input = GoalInput { name: "Sell the winter tea".to_owned(), ..goal_input(&t, &owner).await };
        let winter = t.create_goal(&owner, &input).await.expect("a goal");
        let input = CampaignInput { name: "Winter tea".to_owned(), ..campaign_input(&t, &owner, &[winter]).await };
        let campaign = t.create_campaign(&owner, &input).await.expect("a campaign");
        let tx = t.db.write().await.expect("a transaction");
        let (ws, brand, link) = (owner.workspace_id, t.brand(&owner).await, app::ids::LinkId::generate());
        for (text, values) in [
            ("insert into campaign_goals (workspace_id, campaign_id, goal_id) values ($1, $2, $3)",
                db::values![ws, story.campaign, winter]),
            ("insert into links (workspace_id, id, slug, brand_id, campaign_id, original_url, url_hash, target_url, created_at) \
                values ($1, $2, 'winter7', $3, $4, 'https://tea.example/', 'x', 'https://tea.example/', $5)",
                db::values![ws, link, brand, campaign, testkit::START]),
            ("insert into conversions (workspace_id, id, brand_id, name, value_minor, margin_minor, currency, at, source, \
                link_id, created_at) values ($1, $2, $3, 'order', 900, 50, 'EUR', $4, 'api', $5, $4)",
                db::values![ws, app::ids::ConversionId::generate(), brand, testkit::START, link]),
        ] {
            tx.run(text, values).await.expect("a row");
        }
        tx.commit().await.expect("commit");
        let above = t.trace(&owner, &story.campaign.to_string(), Depth::Nodes(1)).await.expect("a trace").above;
        assert_eq!(above.len(), 2);
        assert_eq!((value(&above[0], "revenue"), value(&above[1], "revenue")), (Some(700_000), Some(700_900)));
        for goal in above {
            let alone = t.trace(&owner, &goal.id, Depth::Nodes(1)).await.expect("a trace").subject;
            assert_eq!(goal.numbers, alone.numbers, "{}", goal.title);
        }
    }
}
