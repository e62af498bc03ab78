//! The list of a newsletter: who gets on it, who leaves, and who stays off.

use app::{
    Error, Role,
    audit::AuditFilter,
    channels::ChannelByHand,
    ids::{ChannelId, DeliveryId, SubscriberId},
    letters::SaveNewsletter,
    page::PageRequest,
    subscribers::{
        AddSubscriber, Consent, Import, State, SubscriberFilter,
        token::{self, Leaving},
    },
};
use testkit::TestApp;

const DAY: i64 = 86_400_000;

fn consent() -> Consent {
    Consent { source: "Sign-up form".to_owned(), on: String::new() }
}

fn person(email: &str) -> AddSubscriber {
    AddSubscriber { email: email.to_owned(), consent: consent(), ..AddSubscriber::default() }
}

fn code(outcome: app::Result<impl std::fmt::Debug>) -> String {
    match outcome {
        Err(Error::Invalid(faults)) => {
            let told: Vec<_> = faults.iter().map(|fault| format!("{}:{}", fault.field, fault.code)).collect();
            told.join(" ")
        }
        Err(error) => error.code().to_owned(),
        Ok(fine) => format!("{fine:?}"),
    }
}

async fn newsletter(t: &TestApp) -> ChannelId {
    newsletter_named(t, "Tea post").await
}

async fn newsletter_named(t: &TestApp, name: &str) -> ChannelId {
    let owner = t.owner().await;
    let input = ChannelByHand {
        brand_id: Some(t.brand(&owner).await),
        network: "newsletter".to_owned(),
        name: name.to_owned(),
        url: String::new(),
    };
    t.add_channel_by_hand(&owner, &input).await.expect("a newsletter")
}

async fn import(t: &TestApp, list: ChannelId, text: &str) -> app::subscribers::ImportOutcome {
    let import = Import { text: text.to_owned(), consent: consent() };
    t.import_subscribers(&t.owner().await, list, &import).await.expect("imported")
}

async fn state(t: &TestApp, id: SubscriberId) -> State {
    t.find_subscriber(&t.owner().await, id).await.expect("a subscriber").state
}

testkit::db_test! {
    async fn an_import_keeps_what_is_good_and_brings_nobody_back(t: TestApp) {
        let owner = t.owner().await;
        let list = newsletter(&t).await;
        let first = import(&t, list, "name,email\nAda,ADA@example.com\nBo,bo@example.com\n,nobody\n,ada@example.com\n").await;
        assert_eq!((first.added, first.known, first.left, first.bad_lines), (2, 1, 0, 1));
        assert_eq!(first.bad[0].line, 4);
        let page = PageRequest::default();
        let found = t.list_subscribers(&owner, list, &SubscriberFilter::default(), &page).await.expect("a list").items;
        let id = |email: &str| found.iter().find(|one| one.email == email).expect("a subscriber").id;
        assert_eq!(found[0].consent_source, "Sign-up form");
        t.unsubscribe(&owner, id("ada@example.com")).await.expect("left");
        t.forget_subscriber(&owner, id("bo@example.com")).await.expect("forgotten");
        let again = import(&t, list, "ada@example.com\nbo@example.com\ncy@example.com").await;
        assert_eq!((again.added, again.known, again.left), (1, 0, 2), "who left stays off");
        assert_eq!(state(&t, id("ada@example.com")).await, State::Unsubscribed);
        assert_eq!(code(t.add_subscriber(&owner, list, &person("bo@example.com")).await), "email:subscriber_left");
        assert_eq!(code(t.add_subscriber(&owner, list, &person("ada@example.com")).await), "email:subscriber_left");
        assert_eq!(code(t.add_subscriber(&owner, list, &person("cy@example.com")).await), "email:subscriber_known");
        for email in ["ada@example.com", "bo@example.com"] {
            let asked = AddSubscriber { again: true, ..person(email) };
            let added = t.add_subscriber(&owner, list, &asked).await.expect("taken up again");
            assert_eq!(added.state, State::Subscribed);
        }
        let counts = t.count_subscribers(&owner, list).await.expect("counts");
        assert_eq!((counts.subscribed, counts.unsubscribed), (3, 0));
        let wrong = AddSubscriber { email: "x".to_owned(), ..AddSubscriber::default() };
        assert_eq!(code(t.add_subscriber(&owner, list, &wrong).await), "email:email_malformed consent_source:required");
    }

    async fn thousands_are_imported_at_once_by_two(t: TestApp) {
        let owner = t.owner().await;
        let list = newsletter(&t).await;
        let text: String = (0..3_000).map(|number| format!("p{number}@example.com\n")).collect();
        let (one, other) = tokio::join!(import(&t, list, &text), import(&t, list, &text));
        assert_eq!(one.added + other.added, 3_000);
        assert_eq!(one.known + other.known, 3_000);
        let mut page = PageRequest::first(200);
        let mut seen = std::collections::BTreeSet::new();
        loop {
            let found = t.list_subscribers(&owner, list, &SubscriberFilter::default(), &page).await.expect("a page");
            seen.extend(found.items.into_iter().map(|one| one.email));
            page.after = found.next;
            if page.after.is_none() { break }
        }
        assert_eq!(seen.len(), 3_000, "pages show everybody once");
        let filter = SubscriberFilter { search: Some("P2999@".to_owned()), ..SubscriberFilter::default() };
        let found = t.list_subscribers(&owner, list, &filter, &PageRequest::default()).await.expect("found");
        assert_eq!(found.items.len(), 1);
        let csv = t.export_subscribers(&owner, list).await.expect("a file");
        assert_eq!(csv.lines().count(), 3_001);
    }

    async fn a_link_lets_its_person_leave_and_nobody_else(t: TestApp) {
        let owner = t.owner().await;
        let list = newsletter(&t).await;
        let ada = t.add_subscriber(&owner, list, &person("ada@example.com")).await.expect("ada").id;
        let bo = t.add_subscriber(&owner, list, &person("bo@example.com")).await.expect("bo").id;
        let leaving = Leaving {
            workspace_id: owner.workspace_id, subscriber_id: ada, delivery_id: DeliveryId::generate(),
        };
        let link = token::make(&t.vault, &leaving);
        for _ in 0..2 {
            t.leave_newsletter(&link).await.expect("left");
            assert_eq!((state(&t, ada).await, state(&t, bo).await), (State::Unsubscribed, State::Subscribed));
        }
        assert!(!t.stay_in_newsletter(&link).await.expect("an answer"), "no letter of this link made them leave");
        assert_eq!(state(&t, ada).await, State::Unsubscribed);
        t.add_subscriber(&owner, list, &AddSubscriber { again: true, ..person("ada@example.com") }).await.expect("asked anew");
        for unknown in ["", "a-link-that-nobody-made", &link[1..]] {
            t.leave_newsletter(unknown).await.expect("the same answer");
        }
        let harbour = t.second_workspace().await;
        let foreign = Leaving { workspace_id: harbour.workspace_id, ..leaving };
        t.leave_newsletter(&token::make(&t.vault, &foreign)).await.expect("the same answer");
        assert_eq!(state(&t, ada).await, State::Subscribed);
        let all = t.audit_entries(&owner, &AuditFilter::default(), &PageRequest::first(200)).await.expect("audit").items;
        assert_eq!(all.iter().filter(|entry| entry.action == "unsubscribe").count(), 1, "once, not for each press");
        assert!(all.iter().all(|entry| !format!("{entry:?}").contains("ada@")), "no address in the log");
    }

    async fn an_exported_list_comes_back_as_it_was(t: TestApp) {
        let owner = t.owner().await;
        let list = newsletter(&t).await;
        import(&t, list, "email,name\nada@example.com,=1+1\nbo@example.com,Bo\ncy@example.com,Cy\n").await;
        let page = PageRequest::default();
        let found = t.list_subscribers(&owner, list, &SubscriberFilter::default(), &page).await.expect("a list").items;
        let bo = found.iter().find(|one| one.email == "bo@example.com").expect("bo").id;
        t.unsubscribe(&owner, bo).await.expect("left");
        let csv = t.export_subscribers(&owner, list).await.expect("a file");
        assert!(csv.contains("'=1+1"), "{csv}");
        let other = newsletter_named(&t, "Coffee post").await;
        let back = import(&t, other, &csv).await;
        assert_eq!((back.added, back.left, back.bad_lines), (2, 1, 0));
        let found = t.list_subscribers(&owner, other, &SubscriberFilter::default(), &page).await.expect("a list").items;
        let of = |email: &str| found.iter().find(|one| one.email == email).expect("a subscriber");
        assert_eq!((of("ada@example.com").name.as_str(), of("ada@example.com").state), ("=1+1", State::Subscribed));
        assert_eq!(of("bo@example.com").state, State::Unsubscribed);
        let again = import(&t, other, "bo@example.com").await;
        assert_eq!((again.added, again.left), (0, 1), "nor does a later list bring them back");
    }

    async fn addresses_are_for_those_who_work_with_people(t: TestApp) {
        let owner = t.owner().await;
        let list = newsletter(&t).await;
        let ada = t.add_subscriber(&owner, list, &person("ada@example.com")).await.expect("ada").id;
        let (writer, sales) = (t.actor(Role::ContentEditor).await, t.actor(Role::Sales).await);
        let (all, page) = (SubscriberFilter::default(), PageRequest::default());
        assert_eq!(code(t.list_subscribers(&writer, list, &all, &page).await), "forbidden");
        assert_eq!(code(t.export_subscribers(&writer, list).await), "forbidden");
        assert!(t.list_subscribers(&sales, list, &all, &page).await.is_ok());
        assert_eq!(code(t.save_newsletter(&sales, list, &SaveNewsletter::default()).await), "forbidden");
        let harbour = t.second_workspace().await;
        assert_eq!(code(t.list_subscribers(&harbour, list, &all, &page).await), "not_found");
        assert_eq!(code(t.forget_subscriber(&harbour, ada).await), "not_found");
        let tomorrow = t.now() + 2 * DAY;
        let day = jiff::Timestamp::from_millisecond(tomorrow).expect("a time").strftime("%Y-%m-%d").to_string();
        let early = AddSubscriber { consent: Consent { on: day, ..consent() }, ..person("cy@example.com") };
        assert_eq!(code(t.add_subscriber(&owner, list, &early).await), "consent_on:time_future");
    }

    async fn without_a_mail_server_people_send_it(t: TestApp) {
        let owner = t.owner().await;
        let list = newsletter(&t).await;
        let wanted = SaveNewsletter { sends: true, ..SaveNewsletter::default() };
        let told = code(t.save_newsletter(&owner, list, &wanted).await);
        assert_eq!(
            told,
            "sender_name:required imprint:required sends:newsletter_mail_unset \
             sender_email:newsletter_sender_missing"
        );
        let kept = SaveNewsletter { imprint: "Kranich Tea, Hamburg".to_owned(), ..SaveNewsletter::default() };
        t.save_newsletter(&owner, list, &kept).await.expect("saved");
        assert_eq!(t.newsletter(&owner, list).await.expect("kept").imprint, "Kranich Tea, Hamburg");
        let channel = t.find_newsletter(&owner, list).await.expect("a channel");
        assert!(channel.goes_by_hand() && !channel.is_mailed());
    }
}
