//! Goals: what is accepted, how they are measured, who may see and change them.

use app::{
    Error, Role,
    goals::{GoalInput, GoalQuery, GoalValueInput, Standing, Unknown},
};
use testkit::TestApp;

use crate::strategy_fixture::{goal_input, story, typed};

fn codes(error: Error) -> Vec<(String, &'static str)> {
    match error {
        Error::Invalid(faults) => faults.into_iter().map(|fault| (fault.field, fault.code)).collect(),
        other => panic!("{other}"),
    }
}

testkit::db_test! {
    async fn nothing_half_said_becomes_a_goal(t: TestApp) {
        let owner = t.owner().await;
        let faults = codes(t.create_goal(&owner, &GoalInput::default()).await.expect_err("refused"));
        let fields: Vec<&str> = faults.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(
            fields,
            ["name", "funnel_stage", "metric", "baseline", "target", "starts_on", "due_on", "brand_id", "owner_id"]
        );
        assert!(t.list_goals(&owner, &GoalQuery::default()).await.expect("list").goals.is_empty());
        // A stranger's brand and account are as good as none.
        let other = t.second_workspace().await;
        let foreign = goal_input(&t, &other).await;
        let faults = codes(t.create_goal(&owner, &foreign).await.expect_err("refused"));
        assert_eq!(faults, [("brand_id".to_owned(), "choice"), ("owner_id".to_owned(), "not_a_member")]);
    }

    async fn a_goal_is_set_changed_put_away_and_taken_back(t: TestApp) {
        let owner = t.owner().await;
        let mut input = goal_input(&t, &owner).await;
        let id = t.create_goal(&owner, &input).await.expect("a goal");
        assert_eq!(codes(t.create_goal(&owner, &input).await.expect_err("taken")), [("name".to_owned(), "taken")]);
        input.target = typed("15.000,50");
        t.edit_goal(&owner, id, &input).await.expect("changed");
        let report = t.show_goal(&owner, id).await.expect("a goal");
        assert_eq!(report.goal.target, 1_500_050);
        assert_eq!(report.goal.owner_name, "Owner");
        assert_eq!(report.measured.unknown, Some(Unknown::NoCampaign));
        assert_eq!(report.pace.standing, Standing::NoData);
        t.archive_goal(&owner, id).await.expect("put away");
        assert!(t.list_goals(&owner, &GoalQuery::default()).await.expect("list").goals.is_empty());
        let archived = GoalQuery { archived: true, ..GoalQuery::default() };
        assert_eq!(t.list_goals(&owner, &archived).await.expect("list").goals.len(), 1);
        t.restore_goal(&owner, id).await.expect("taken back");
        assert_eq!(t.list_goals(&owner, &GoalQuery::default()).await.expect("list").goals.len(), 1);
    }

    async fn goals_come_in_pages(t: TestApp) {
        let owner = t.owner().await;
        let mut input = goal_input(&t, &owner).await;
        for number in 0..5 {
            input.name = format!("Goal {number}");
            t.create_goal(&owner, &input).await.expect("a goal");
        }
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let query = GoalQuery { after, limit: 2, ..GoalQuery::default() };
            let page = t.list_goals(&owner, &query).await.expect("a page");
            seen.extend(page.goals.into_iter().map(|report| report.goal.name));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, ["Goal 4", "Goal 3", "Goal 2", "Goal 1", "Goal 0"]);
    }

    async fn a_goal_is_measured_through_its_campaigns(t: TestApp) {
        let owner = t.owner().await;
        let story = story(&t, &owner).await;
        let report = t.show_goal(&owner, story.goal).await.expect("a goal");
        // 7,000 of 14,000, at 14.46 of 30 days: the dollars stand in no sum.
        assert_eq!(report.measured.value, Some(700_000));
        assert_eq!((report.measured.source.as_str(), report.measured.rows), ("conversions", 1));
        assert_eq!(report.pace.progress, Some(0.5));
        assert_eq!(report.pace.standing, Standing::OnTrack);
        let mut input = goal_input(&t, &owner).await;
        for (metric, value) in [
            ("clicks", Some(3)), ("visits", Some(1)), ("conversions", Some(2)), ("orders", Some(2)),
            ("leads", Some(1)), ("likes", Some(12)), ("engagements", Some(15)), ("replies", None),
            ("margin", Some(280_000)), ("sign_ups", Some(0)), ("followers", None),
        ] {
            input.metric = metric.to_owned();
            t.edit_goal(&owner, story.goal, &input).await.expect("changed");
            let report = t.show_goal(&owner, story.goal).await.expect("a goal");
            assert_eq!(report.measured.value, value, "{metric}");
        }
        // Before the goal's time nothing counts for it.
        input.metric = "clicks".to_owned();
        input.due_on = "2026-06-13".to_owned();
        t.edit_goal(&owner, story.goal, &input).await.expect("changed");
        let report = t.show_goal(&owner, story.goal).await.expect("a goal");
        assert_eq!(report.measured.value, Some(0));
        assert_eq!(report.pace.standing, Standing::Late);
    }

    async fn a_custom_metric_is_entered_by_hand(t: TestApp) {
        let owner = t.owner().await;
        let mut input = goal_input(&t, &owner).await;
        let measured = t.create_goal(&owner, &input).await.expect("a goal");
        (input.name, input.metric) = ("Shelf".to_owned(), "custom".to_owned());
        (input.metric_name, input.unit) = ("Shops that sell us".to_owned(), "shops".to_owned());
        (input.baseline, input.target) = (typed("10"), typed("30"));
        let id = t.create_goal(&owner, &input).await.expect("a goal");
        for (day, value) in [("2026-06-10", "12,5"), ("2026-06-10", "14"), ("", "20")] {
            let value = GoalValueInput { measured_on: day.to_owned(), value: typed(value) };
            t.enter_goal_value(&owner, id, &value).await.expect("entered");
        }
        let values = t.list_goal_values(&owner, id).await.expect("values");
        assert_eq!(values.iter().map(|value| value.value).collect::<Vec<_>>(), [20_000_000, 14_000_000]);
        let report = t.show_goal(&owner, id).await.expect("a goal");
        assert_eq!((report.measured.value, report.pace.progress), (Some(20_000_000), Some(0.5)));
        assert_eq!(report.measured.source, "Owner");
        let tomorrow = GoalValueInput { measured_on: "2026-06-16".to_owned(), value: typed("x") };
        assert_eq!(
            codes(t.enter_goal_value(&owner, id, &tomorrow).await.expect_err("refused")),
            [("measured_on".to_owned(), "in_the_future"), ("value".to_owned(), "number_malformed")]
        );
        let refused = t.enter_goal_value(&owner, measured, &GoalValueInput::default()).await;
        assert!(matches!(refused, Err(Error::Conflict("goal_is_measured"))));
    }

    async fn strangers_and_roles_get_what_is_theirs(t: TestApp) {
        let owner = t.owner().await;
        let story = story(&t, &owner).await;
        let stranger = t.second_workspace().await;
        assert!(matches!(t.show_goal(&stranger, story.goal).await, Err(Error::NotFound)));
        let input = goal_input(&t, &owner).await;
        assert!(matches!(t.edit_goal(&stranger, story.goal, &input).await, Err(Error::NotFound)));
        assert!(matches!(t.archive_goal(&stranger, story.goal).await, Err(Error::NotFound)));
        let manager = t.actor(Role::CommunityManager).await;
        assert!(matches!(t.archive_goal(&manager, story.goal).await, Err(Error::Forbidden("manage_goals"))));
        let report = t.show_goal(&manager, story.goal).await.expect("a goal");
        assert_eq!(report.measured.unknown, Some(Unknown::Hidden));
        assert_eq!(report.measured.value, None);
    }

    async fn goals_that_were_kept_as_floats_become_whole_steps(t: TestApp) {
        let owner = t.owner().await;
        let mut input = goal_input(&t, &owner).await;
        let money = t.create_goal(&owner, &input).await.expect("a goal");
        (input.name, input.metric) = ("Clicks".to_owned(), "clicks".to_owned());
        let count = t.create_goal(&owner, &input).await.expect("a goal");
        (input.name, input.metric, input.metric_name) = ("Rate".to_owned(), "custom".to_owned(), "Rate".to_owned());
        let own = t.create_goal(&owner, &input).await.expect("a goal");
        input.name = "Most".to_owned();
        let most = t.create_goal(&owner, &input).await.expect("a goal");
        let value = GoalValueInput { measured_on: "2026-06-10".to_owned(), value: typed("1") };
        t.enter_goal_value(&owner, own, &value).await.expect("entered");
        let tx = t.db.write().await.expect("a transaction");
        for (table, column) in [("goals", "baseline"), ("goals", "target"), ("goal_values", "value")] {
            for text in [
                format!("alter table {table} drop column {column}"),
                format!("alter table {table} add column {column} double precision not null default 0"),
            ] {
                tx.run(&text, vec![]).await.expect("as before");
            }
        }
        for (id, baseline, target) in [
            (money, 100_000.0, 1_500_050.0), (count, 0.0, 12_499.6), (own, -0.3, 12.345_678_9), (most, 0.0, 4e12),
        ] {
            let text = "update goals set baseline = $2, target = $3 where id = $1";
            tx.run(text, db::values![id, baseline, target]).await.expect("a float");
        }
        tx.run("update goal_values set value = $1", db::values![0.1 + 0.2]).await.expect("a float");
        tx.run("delete from schema_migrations where name = '0016_goal_steps'", vec![]).await.expect("forgotten");
        tx.commit().await.expect("commit");
        t.db.migrate().await.expect("migrated");
        let mut kept = Vec::new();
        for id in [money, count, own, most] {
            let goal = t.show_goal(&owner, id).await.expect("a goal").goal;
            kept.push((goal.baseline, goal.target));
        }
        assert_eq!(kept, [(100_000, 1_500_050), (0, 12_500), (-300_000, 12_345_679), (0, 1_000_000_000_000_000_000)]);
        let values = t.list_goal_values(&owner, own).await.expect("values");
        assert_eq!(values.first().map(|value| value.value), Some(300_000));
    }
}
