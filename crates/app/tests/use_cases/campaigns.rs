//! Campaigns, cost lines, orphans and the strategist's home.

use app::{
    Error, Role,
    budget::{Band, CostLineInput, CostQuery},
    campaigns::{CampaignInput, CampaignQuery, OrphanReason},
    ids::{CampaignId, PostId},
};
use db::values;
use testkit::{START, TestApp};

use crate::strategy_fixture::{campaign_input, goal_input, media_cost, story, typed};

fn codes(error: Error) -> Vec<(String, &'static str)> {
    match error {
        Error::Invalid(faults) => faults.into_iter().map(|fault| (fault.field, fault.code)).collect(),
        other => panic!("{other}"),
    }
}

testkit::db_test! {
    async fn a_campaign_has_goals_dates_a_budget_and_a_name_for_statistics(t: TestApp) {
        let owner = t.owner().await;
        let faults = codes(t.create_campaign(&owner, &CampaignInput::default()).await.expect_err("refused"));
        let fields: Vec<&str> = faults.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["name", "goal_ids", "starts_on", "ends_on", "budget", "brand_id"]);
        let goal = t.create_goal(&owner, &goal_input(&t, &owner).await).await.expect("a goal");
        let mut input = campaign_input(&t, &owner, &[goal]).await;
        let id = t.create_campaign(&owner, &input).await.expect("a campaign");
        let report = t.show_campaign(&owner, id).await.expect("a campaign");
        assert_eq!(report.campaign.utm_name, "summer-tea");
        assert_eq!(report.goals.len(), 1);
        assert_eq!((report.clicks, report.visits), (None, None));
        input.name = "Another".to_owned();
        input.utm_name = "summer-tea".to_owned();
        assert_eq!(
            codes(t.create_campaign(&owner, &input).await.expect_err("taken")),
            [("utm_name".to_owned(), "taken")]
        );
        input.utm_name = String::new();
        input.goal_ids = vec![app::ids::GoalId::generate().to_string()];
        input.currency = "USD".to_owned();
        assert_eq!(
            codes(t.create_campaign(&owner, &input).await.expect_err("refused")),
            [("currency".to_owned(), "not_workspace_currency"), ("goal_ids".to_owned(), "choice")]
        );
        let brand = t.new_brand(&owner, "Kranich Coffee").await;
        let mut other = campaign_input(&t, &owner, &[goal]).await;
        other.brand_id = brand.to_string();
        assert_eq!(
            codes(t.create_campaign(&owner, &other).await.expect_err("refused")),
            [("goal_ids".to_owned(), "other_brand")]
        );
        t.archive_campaign(&owner, id).await.expect("put away");
        assert!(t.list_campaigns(&owner, &CampaignQuery::default()).await.expect("list").campaigns.is_empty());
        t.restore_campaign(&owner, id).await.expect("taken back");
        let of_goal = CampaignQuery { goal_id: Some(goal), ..CampaignQuery::default() };
        assert_eq!(t.list_campaigns(&owner, &of_goal).await.expect("list").campaigns.len(), 1);
    }

    async fn a_campaign_tells_its_money(t: TestApp) {
        let owner = t.owner().await;
        let story = story(&t, &owner).await;
        t.add_cost_line(&owner, &media_cost(story.campaign, "500")).await.expect("a line");
        t.add_cost_line(&owner, &media_cost(story.post, "200")).await.expect("a line");
        t.add_cost_line(&owner, &media_cost(story.delivery, "100")).await.expect("a line");
        t.add_cost_line(&owner, &media_cost(story.goal, "9000")).await.expect("a line");
        let report = t.show_campaign(&owner, story.campaign).await.expect("a campaign");
        assert_eq!((report.clicks, report.crawler_clicks, report.visits), (Some(3), 1, Some(1)));
        assert_eq!((report.conversions, report.leads), (Some(2), Some(1)));
        assert_eq!(report.states, [("published".to_owned(), 1)]);
        let money = report.money.expect("money");
        assert_eq!(money.cost.total_minor(), 80_000);
        assert_eq!((money.revenue_minor, money.margin_minor), (Some(700_000), Some(280_000)));
        assert_eq!((money.margin_unknown, money.other_currency), (0, 1));
        assert_eq!(money.roi, Some(2.5));
        // 800 of 4,000 spent at 14.46 of 30 days.
        assert!(money.pacing.percent.is_some_and(|percent| (percent - 41.5).abs() < 0.1), "{:?}", money.pacing);
        assert_eq!(money.pacing.band, Some(Band::Under));
        let posts = t.list_campaign_posts(&owner, story.campaign, None, 0).await.expect("posts");
        assert_eq!(posts.total, 2);
        assert_eq!((posts.posts[0].clicks, posts.posts[1].clicks), (None, Some(3)));
        let found = t.campaign_contributions(&owner, story.campaign).await.expect("contributions");
        let [line] = found.lines.as_slice() else { panic!("one sort of channel: {found:?}") };
        assert_eq!((line.sort.as_str(), line.deliveries, line.published), ("social", 1, 1));
        assert_eq!((line.clicks, line.visits, line.conversions, line.leads), (Some(3), Some(1), Some(2), Some(1)));
        let money = line.money.expect("money");
        // 100 of its own, 200 of its post, half of the campaign's 500: the other post goes nowhere yet.
        assert_eq!((money.cost_minor, found.unplaced_minor), (55_000, Some(25_000)));
        assert_eq!(money.revenue_minor, Some(700_000));
        let results = t.post_results(&owner, &[story.post]).await.expect("results").remove(&story.post);
        let results = results.expect("what came of it");
        assert_eq!((results.clicks, results.channels.len()), (Some(3), 1));
        assert!(results.published_at.is_some(), "{results:?}");
        let stranger = t.second_workspace().await;
        assert!(t.post_results(&stranger, &[story.post]).await.expect("nothing").is_empty());
        let page = t.find_post(&owner, story.post).await.expect("a post");
        t.set_network(page.channels[0].id, "webinar").await;
        let found = t.campaign_contributions(&owner, story.campaign).await.expect("contributions");
        assert_eq!((found.lines.len(), found.lines[0].sort.as_str()), (1, "webinar"));
        let analyst = t.actor(Role::CommunityManager).await;
        let found = t.campaign_contributions(&analyst, story.campaign).await.expect("contributions");
        assert_eq!((found.lines[0].money, found.unplaced_minor), (None, None));
        let manager = t.actor(Role::CommunityManager).await;
        assert!(t.show_campaign(&manager, story.campaign).await.expect("a campaign").money.is_none());
        let posts = t.list_campaign_posts(&manager, story.campaign, None, 0).await.expect("posts");
        assert_eq!(posts.posts[1].revenue_minor, None);
    }

    async fn costs_are_entered_changed_taken_out_and_put_back(t: TestApp) {
        let owner = t.owner().await;
        let story = story(&t, &owner).await;
        let hours = CostLineInput {
            subject_id: story.post.to_string(),
            kind: "hours".to_owned(),
            hours: "1:30".to_owned(),
            rate: typed("60"),
            incurred_on: "2026-06-12".to_owned(),
            ..CostLineInput::default()
        };
        let id = t.add_cost_line(&owner, &hours).await.expect("a line");
        let line = t.show_cost_line(&owner, id).await.expect("a line");
        assert_eq!((line.minutes, line.amount_minor, line.entered_by.as_deref()), (Some(90), 9_000, Some("Owner")));
        let mut dollars = media_cost(story.post, "5");
        dollars.currency = "USD".to_owned();
        assert_eq!(
            codes(t.add_cost_line(&owner, &dollars).await.expect_err("refused")),
            [("currency".to_owned(), "not_workspace_currency")]
        );
        let mut change = line.to_input();
        change.hours = "2".to_owned();
        t.edit_cost_line(&owner, id, &change).await.expect("changed");
        assert_eq!(t.show_cost_line(&owner, id).await.expect("a line").amount_minor, 12_000);
        t.delete_cost_line(&owner, id).await.expect("taken out");
        assert!(matches!(t.show_cost_line(&owner, id).await, Err(Error::NotFound)));
        assert!(t.list_cost_lines(&owner, &CostQuery::default()).await.expect("list").lines.is_empty());
        t.restore_cost_line(&owner, id).await.expect("put back");
        assert_eq!(t.list_cost_lines(&owner, &CostQuery::default()).await.expect("list").lines.len(), 1);
        let stranger = t.second_workspace().await;
        assert!(matches!(t.show_cost_line(&stranger, id).await, Err(Error::NotFound)));
        assert!(matches!(t.add_cost_line(&stranger, &hours).await, Err(Error::NotFound)));
        let manager = t.actor(Role::CommunityManager).await;
        assert!(matches!(t.add_cost_line(&manager, &hours).await, Err(Error::Forbidden("manage_budget"))));
    }

    async fn what_serves_no_goal_is_listed_and_can_be_mended(t: TestApp) {
        let owner = t.owner().await;
        let story = story(&t, &owner).await;
        assert_eq!(t.list_orphans(&owner).await.expect("orphans").posts_total, 0);
        let post = PostId::generate();
        let tx = t.db.write().await.expect("a transaction");
        tx.run(
            "insert into posts (workspace_id, id, brand_id, title, text, created_at, updated_at, version) \
             values ($1, $2, $3, 'Alone', '', $4, $4, 1)",
            values![owner.workspace_id, post, t.brand(&owner).await, START],
        )
        .await
        .expect("a post");
        tx.commit().await.expect("commit");
        t.archive_goal(&owner, story.goal).await.expect("put away");
        let orphans = t.list_orphans(&owner).await.expect("orphans");
        assert_eq!((orphans.posts_total, orphans.campaigns.len()), (3, 1));
        assert_eq!((orphans.posts[0].id, orphans.posts[0].reason), (post, OrphanReason::NoCampaign));
        assert_eq!(orphans.posts[1].reason, OrphanReason::NoGoal);
        t.restore_goal(&owner, story.goal).await.expect("taken back");
        assert!(matches!(
            t.place_post(&owner, post, CampaignId::generate()).await,
            Err(Error::NotFound)
        ));
        t.place_post(&owner, post, story.campaign).await.expect("placed");
        assert_eq!(t.list_orphans(&owner).await.expect("orphans").posts_total, 0);
    }

    async fn the_strategists_home_tells_the_month_and_leads_a_new_person(t: TestApp) {
        let owner = t.owner().await;
        let empty = t.strategist_home(&owner).await.expect("home");
        assert!(!empty.steps.goal && !empty.steps.done() && empty.is_on_plan());
        assert_eq!(empty.month.as_ref().and_then(|month| month.revenue_minor), None);
        let story = story(&t, &owner).await;
        t.add_cost_line(&owner, &media_cost(story.campaign, "800")).await.expect("a line");
        let home = t.strategist_home(&owner).await.expect("home");
        assert!(home.steps.done());
        assert_eq!((home.goals.len(), home.running.len()), (1, 1));
        let month = home.month.expect("money");
        assert_eq!((month.revenue_minor, month.margin_minor, month.cost_minor), (Some(700_000), Some(280_000), 80_000));
        assert_eq!((month.roi, month.other_currency), (Some(2.5), 1));
        let manager = t.actor(Role::CommunityManager).await;
        assert!(t.strategist_home(&manager).await.expect("home").month.is_none());
    }
}
