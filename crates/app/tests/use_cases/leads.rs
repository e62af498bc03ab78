//! Leads and the deals that they become.

use app::{
    Actor, Error, Role,
    leads::{LeadFilter, LeadInput, Stage},
    page::PageRequest,
    visits::ConversionFilter,
};
use testkit::{TestApp, db_test};

async fn lead(t: &TestApp, actor: &Actor, name: &str) -> LeadInput {
    LeadInput {
        brand_id: t.brand(actor).await,
        name: name.to_owned(),
        contact: "@cafe@social.example".to_owned(),
        note: "Asks for 40 kg a month".to_owned(),
        stage: Stage::New,
        link_id: None,
        value_minor: None,
        margin_minor: None,
        seen_at: None,
    }
}

fn codes(error: &Error) -> Vec<(&str, &'static str)> {
    match error {
        Error::Invalid(faults) => faults.iter().map(|fault| (fault.field.as_str(), fault.code)).collect(),
        other => vec![("", other.code())],
    }
}

db_test! {
    async fn a_won_lead_is_a_conversion_and_an_open_one_is_not(t: TestApp) {
        let owner = t.owner().await;
        let brand = t.brand(&owner).await;
        t.set_margin_rate(&owner, brand, Some(2_500)).await.expect("a rate");
        let input = lead(&t, &owner, "Café Linde").await;
        let made = t.create_lead(&owner, input.clone()).await.expect("a lead");
        assert_eq!((made.stage, made.owner_id, made.conversion_id), (Stage::New, owner.user_id, None));
        let error = t.move_lead(&owner, made.id, Stage::Won).await.expect_err("worth nothing");
        assert_eq!(codes(&error), [("value", "required_when_won")]);
        let worth = LeadInput { value_minor: Some(120_000), stage: Stage::Qualified, ..input.clone() };
        t.update_lead(&owner, made.id, worth.clone()).await.expect("worth something");
        let won = t.move_lead(&owner, made.id, Stage::Won).await.expect("won");
        let deal = t.conversion(&owner, won.conversion_id.expect("a deal")).await.expect("the deal");
        assert_eq!((deal.name.as_str(), deal.value_minor, deal.margin_minor), ("deal", 120_000, Some(30_000)));
        let more = LeadInput { value_minor: Some(130_000), stage: Stage::Won, ..worth };
        let still = t.update_lead(&owner, made.id, more).await.expect("more");
        assert_eq!(still.conversion_id, won.conversion_id);
        assert_eq!(t.conversion(&owner, deal.id).await.expect("the deal").value_minor, 130_000);
        let open = t.move_lead(&owner, made.id, Stage::Contacted).await.expect("open again");
        assert_eq!(open.conversion_id, None);
        let none = t.list_conversions(&owner, &ConversionFilter::default(), &PageRequest::default()).await.expect("list").items;
        assert!(none.is_empty());
        let again = t.move_lead(&owner, made.id, Stage::Won).await.expect("won again");
        t.delete_lead(&owner, made.id).await.expect("deleted");
        let gone = t.conversion(&owner, again.conversion_id.expect("a deal")).await.expect_err("gone");
        assert_eq!(gone.code(), "not_found");
    }

    async fn an_old_form_undoes_nothing_and_a_new_rate_reprices_nothing(t: TestApp) {
        let owner = t.owner().await;
        let brand = t.brand(&owner).await;
        t.set_margin_rate(&owner, brand, Some(2_500)).await.expect("a rate");
        let input = LeadInput { value_minor: Some(10_000), ..lead(&t, &owner, "Café Linde").await };
        let seen = t.create_lead(&owner, input.clone()).await.expect("a lead");
        t.clock.advance(1_000);
        let won = t.move_lead(&owner, seen.id, Stage::Won).await.expect("won");
        let old = LeadInput { seen_at: Some(seen.updated_at), note: "Rings at nine".to_owned(), ..input.clone() };
        let error = t.update_lead(&owner, seen.id, old.clone()).await.expect_err("somebody was quicker");
        assert_eq!(error.code(), "lead_changed");
        assert_eq!(t.lead(&owner, seen.id).await.expect("the lead").conversion_id, won.conversion_id);
        t.set_margin_rate(&owner, brand, Some(5_000)).await.expect("another rate");
        let note = LeadInput { seen_at: Some(won.updated_at), stage: Stage::Won, ..old };
        t.update_lead(&owner, seen.id, note).await.expect("the note");
        let deal = t.conversion(&owner, won.conversion_id.expect("a deal")).await.expect("the deal");
        assert_eq!(deal.margin_minor, Some(2_500));
    }

    async fn twenty_may_win_a_lead_and_there_is_one_deal(t: TestApp) {
        let owner = t.owner().await;
        let input = LeadInput { value_minor: Some(10_000), ..lead(&t, &owner, "Hotel Möwe").await };
        let made = t.create_lead(&owner, input).await.expect("a lead");
        let tasks: Vec<_> = (0..20)
            .map(|_| {
                let (t, owner) = (t.clone(), owner.clone());
                tokio::spawn(async move { t.move_lead(&owner, made.id, Stage::Won).await.expect("won") })
            })
            .collect();
        for task in tasks {
            task.await.expect("no panic");
        }
        let deals = t.list_conversions(&owner, &ConversionFilter::default(), &PageRequest::default()).await.expect("list").items;
        assert_eq!(deals.len(), 1);
        assert_eq!(t.lead(&owner, made.id).await.expect("the lead").conversion_id, Some(deals[0].id));
    }

    async fn a_lead_is_handed_to_those_who_may_work_on_it(t: TestApp) {
        let owner = t.owner().await;
        let (sales, analyst) = (t.actor(Role::Sales).await, t.actor(Role::Analyst).await);
        let manager = t.actor(Role::CommunityManager).await;
        let input = lead(&t, &manager, "Café Linde").await;
        let made = t.create_lead(&manager, input).await.expect("a lead");
        let analyst_id = analyst.user_id.expect("a person");
        let error = t.hand_over_lead(&manager, made.id, analyst_id).await.expect_err("no leads for analysts");
        assert_eq!(codes(&error), [("owner_id", "owner_unknown")]);
        t.clock.advance(1_000);
        let handed = t.hand_over_lead(&manager, made.id, sales.user_id.expect("a person")).await.expect("handed");
        assert_eq!((handed.owner_id, handed.handed_over_at), (sales.user_id, Some(t.now())));
        let owners = t.lead_owners(&manager).await.expect("owners");
        assert_eq!(owners.first().expect("one").role, Role::Sales);
        let filter = LeadFilter { owner_id: sales.user_id, ..LeadFilter::default() };
        assert_eq!(t.list_leads(&sales, &filter, &PageRequest::default()).await.expect("list").items.len(), 1);
        assert_eq!(t.list_leads(&analyst, &filter, &PageRequest::default()).await.expect_err("personal data").code(), "forbidden");
        let sums = t.count_leads(&owner, None).await.expect("sums");
        assert_eq!(sums.iter().map(|sum| sum.leads).collect::<Vec<_>>(), [1, 0, 0, 0, 0]);
    }

    async fn every_fault_of_a_lead_is_told_and_foreign_ones_are_not_there(t: TestApp) {
        let (owner, harbour) = (t.owner().await, t.second_workspace().await);
        let wrong = LeadInput {
            name: "  ".to_owned(),
            contact: "x".repeat(401),
            stage: Stage::Won,
            ..lead(&t, &owner, "").await
        };
        let error = t.create_lead(&owner, wrong).await.expect_err("wrong");
        assert_eq!(codes(&error), [("name", "required"), ("contact", "text_too_long"), ("value", "required_when_won")]);
        let foreign = lead(&t, &harbour, "Foreign").await;
        let error = t.create_lead(&owner, foreign.clone()).await.expect_err("foreign brand");
        assert_eq!(codes(&error), [("brand_id", "brand_unknown")]);
        let theirs = t.create_lead(&harbour, foreign).await.expect("a lead");
        assert_eq!(t.lead(&owner, theirs.id).await.expect_err("foreign").code(), "not_found");
        assert_eq!(t.move_lead(&owner, theirs.id, Stage::Lost).await.expect_err("foreign").code(), "not_found");
        assert_eq!(t.delete_lead(&owner, theirs.id).await.expect_err("foreign").code(), "not_found");
        let search = |text: &str| LeadFilter { search: Some(text.to_owned()), ..LeadFilter::default() };
        assert_eq!(t.list_leads(&harbour, &search("foreign"), &PageRequest::default()).await.expect("found").items.len(), 1);
        assert!(t.list_leads(&harbour, &search("nobody"), &PageRequest::default()).await.expect("none").items.is_empty());
    }
}
