//! Sending a newsletter over a mail server that says what the address asks for: each person once, whatever breaks.

use std::{sync::Arc, time::Duration};

use app::{
    Error, Settings,
    deliveries::State as Stand,
    letters::State,
    posts::{DraftContent, SavePost, SchedulePost, When},
    subscribers::{AddSubscriber, Consent, SubscriberFilter},
};
use testkit::TestApp;
use tokio::sync::watch;

use crate::press::{MINUTE, Press, WEBP, sender};

testkit::db_test! {
    async fn each_answer_has_its_end(t: TestApp) {
        let people = ["ada@example.com", "gone@example.com", "late@example.com", "lost@example.com", "spam@example.com"];
        let press = Press::new(t, &people).await;
        let delivery = press.publish().await;
        assert_eq!((delivery.state, delivery.by_hand), (Stand::Published, 0));
        assert_eq!(press.counts(delivery.id).await.waiting(), 5);
        press.send().await;
        let counts = press.counts(delivery.id).await;
        let of = |state| counts.of(state);
        assert_eq!((of(State::Sent), of(State::Bounced), of(State::Failed), of(State::Unknown), counts.waiting()), (1, 1, 1, 1, 1));
        press.send().await;
        assert_eq!(press.post.named.lock().expect("names")["late@example.com"], 1, "it waits for its time");
        press.kit.clock.advance(3 * MINUTE);
        press.send().await;
        press.kit.clock.advance(300 * MINUTE);
        press.send().await;
        let counts = press.counts(delivery.id).await;
        assert_eq!((counts.of(State::Sent), counts.of(State::Unknown), counts.waiting()), (2, 1, 0));
        assert!(press.post.counts().values().all(|letters| *letters == 1), "{:?}", press.post.counts());
        let list = press.app.count_subscribers(&press.owner, press.list).await.expect("counts");
        assert_eq!((list.subscribed, list.bounced), (4, 1));
        let page = press.app.letters_page(&press.owner, delivery.id).await.expect("letters");
        let first = &page.troubled[0];
        assert_eq!((first.state, first.email.as_deref(), first.last_error.as_deref()), (State::Unknown, Some("lost@example.com"), Some("no_answer")));
        assert!(page.troubled.iter().any(|line| line.last_error.as_deref() == Some("550 5.1.1 no such user here")), "{page:?}");
        // Only a person's word sends them again.
        assert_eq!(press.app.resend_unknown_letters(&press.owner, delivery.id).await.expect("resent"), 1);
        press.send().await;
        assert_eq!(press.post.counts()["lost@example.com"], 2);
    }

    async fn only_what_is_said_of_the_address_ends_a_subscription(t: TestApp) {
        let people = ["bare@example.com", "from@example.com", "full@example.com", "helo@example.com", "gone@example.com"];
        let press = Press::new(t, &people).await;
        let delivery = press.publish().await;
        press.send().await;
        let counts = press.counts(delivery.id).await;
        assert_eq!((counts.of(State::Failed), counts.of(State::Bounced)), (4, 1));
        let list = press.app.count_subscribers(&press.owner, press.list).await.expect("counts");
        assert_eq!((list.subscribed, list.bounced), (4, 1));
        assert_eq!(press.told().await, ["letters_failed"], "once, not for each letter");
        let again = AddSubscriber {
            email: "gone@example.com".to_owned(),
            consent: Consent { source: "Form".to_owned(), on: String::new() },
            ..AddSubscriber::default()
        };
        let refused = press.app.add_subscriber(&press.owner, press.list, &again).await;
        assert!(format!("{refused:?}").contains("subscriber_bounced"), "{refused:?}");
        assert_eq!(press.app.retry_failed_letters(&press.owner, delivery.id).await.expect("tried again"), 4);
        assert!(press.told().await.is_empty(), "settled");
    }

    async fn a_newsletter_that_is_switched_off_holds_its_letters(t: TestApp) {
        let press = Press::new(t, &["ada@example.com", "bo@example.com"]).await;
        let delivery = press.publish().await;
        press.switch(false).await;
        press.send().await;
        assert_eq!(press.counts(delivery.id).await.of(State::Held), 2);
        let refused = press.app.release_letters(&press.owner, delivery.id).await;
        assert!(matches!(refused, Err(Error::Conflict("newsletter_not_sent"))), "{refused:?}");
        press.switch(true).await;
        press.app.pause_channel(&press.owner, press.list, "A storm").await.expect("paused");
        let refused = press.app.release_letters(&press.owner, delivery.id).await;
        assert!(matches!(refused, Err(Error::Conflict("letters_paused"))), "{refused:?}");
        press.app.resume_channel(&press.owner, press.list).await.expect("resumed");
        press.kit.clock.advance(MINUTE);
        assert_eq!(press.app.release_letters(&press.owner, delivery.id).await.expect("released"), 2);
        press.app.disconnect_channel(&press.owner, press.list).await.expect("disconnected");
        press.send().await;
        assert_eq!(press.counts(delivery.id).await.of(State::Held), 2, "not from a newsletter that is gone");
        assert!(press.post.letters().is_empty());
        assert_eq!(press.app.drop_letters(&press.owner, delivery.id).await.expect("dropped"), 2);
    }

    async fn nothing_is_written_for_a_newsletter_that_is_disconnected(t: TestApp) {
        let press = Press::new(t, &["ada@example.com"]).await;
        let post = press.schedule("They are here").await;
        press.app.disconnect_channel(&press.owner, press.list).await.expect("disconnected");
        press.turn().await;
        let delivery = press.delivery(post).await;
        assert_eq!(delivery.last_error.as_deref(), Some("network_credentials"), "{delivery:?}");
        assert_eq!(press.counts(delivery.id).await.all(), 0);
    }

    async fn a_pause_that_comes_while_letters_wait_for_their_turn_holds_them(t: TestApp) {
        let mut press = Press::new(t, &["ada@example.com", "bo@example.com"]).await;
        press.slowly(60);
        let delivery = press.publish().await;
        let worker = press.worker();
        let sending = tokio::spawn(async move { worker.send_due(&watch::channel(false).1).await });
        press.first_letter().await;
        press.app.pause_channel(&press.owner, press.list, "A storm").await.expect("paused");
        sending.await.expect("a task").expect("a turn");
        let counts = press.counts(delivery.id).await;
        assert_eq!((counts.of(State::Sent), counts.of(State::Held), counts.waiting()), (1, 1, 0));
        assert_eq!(press.post.letters().len(), 1);
    }

    async fn a_process_that_stops_does_not_wait_for_its_turn(t: TestApp) {
        let mut press = Press::new(t, &["ada@example.com", "bo@example.com"]).await;
        press.slowly(1);
        let delivery = press.publish().await;
        let worker = press.worker();
        let (stop, stopping) = watch::channel(false);
        let sending = tokio::spawn(async move { worker.send_due(&stopping).await });
        press.first_letter().await;
        stop.send(true).expect("heard");
        tokio::time::timeout(Duration::from_secs(10), sending).await.expect("at once").expect("a task").expect("a turn");
        let counts = press.counts(delivery.id).await;
        assert_eq!((counts.of(State::Waiting), counts.of(State::Claimed)), (1, 0), "given back");
    }

    async fn what_cannot_go_as_a_letter_fails_and_says_why(t: TestApp) {
        let press = Press::new(t, &["ada@example.com"]).await;
        press.switch(false).await;
        let brand = press.kit.brand(&press.owner).await;
        let webp = WEBP.to_vec();
        let picture = press.app.upload_media(&press.owner, brand, "tea.webp", "A tea", webp).await.expect("a picture");
        let input = SavePost { media: vec![(picture.id, "A tea".to_owned())], ..press.words_of("They are here").await };
        let draft = DraftContent {
            brand_id: input.brand_id,
            text: input.text.clone(),
            variants: input.variants.clone(),
            media: input.media.clone(),
        };
        assert!(press.app.check_draft(&press.owner, &draft).await.expect("checks").is_empty(), "people can send that");
        let post = press.app.save_post(&press.owner, input).await.expect("a post").id;
        let wanted = SchedulePost { channels: Vec::new(), when: When::Now };
        press.app.schedule_post(&press.owner, post, &wanted).await.expect("people can send that");
        press.switch(true).await;
        let checks = press.app.check_draft(&press.owner, &draft).await.expect("checks");
        let told = checks.first().and_then(|check| check.unfit.as_ref()).map(|unfit| unfit.code);
        assert_eq!(told, Some("letter_only_pictures"), "the composer says so");
        press.turn().await;
        let delivery = press.delivery(post).await;
        assert_eq!((delivery.state, delivery.last_error.as_deref()), (Stand::Failed, Some("letter_only_pictures")));
        assert_eq!(press.counts(delivery.id).await.all(), 0);
    }

    async fn a_small_list_does_not_wait_for_a_large_one(t: TestApp) {
        let people: Vec<String> = (0..45).map(|number| format!("p{number}@example.com")).collect();
        let mut press = Press::new(t, &people.iter().map(String::as_str).collect::<Vec<_>>()).await;
        press.app.settings = Arc::new(Settings { letter_connections: 1, ..(*press.app.settings).clone() });
        press.publish().await;
        let large = press.list;
        press.list = press.another().await;
        press.import(&["small@example.com"]).await;
        press.kit.clock.advance(1_000);
        press.publish().await;
        assert_ne!(large, press.list);
        press.send().await;
        let order = press.post.letters();
        let place = order.iter().position(|(to, _)| to == "small@example.com").expect("sent");
        assert!(order.len() == 46 && place < 20, "{place} of {}", order.len());
    }

    async fn letters_of_a_deleted_post_are_dropped_at_once(t: TestApp) {
        let mut press = Press::new(t, &["a@example.com", "b@example.com", "c@example.com", "d@example.com"]).await;
        press.slowly(1);
        let delivery = press.publish().await;
        press.app.delete_post(&press.owner, delivery.post_id).await.expect("deleted");
        let turn = press.worker();
        let stopping = watch::channel(false).1;
        tokio::time::timeout(Duration::from_secs(20), turn.send_due(&stopping)).await.expect("at once").expect("a turn");
        press.app.restore_post(&press.owner, delivery.post_id).await.expect("restored");
        assert_eq!(press.counts(delivery.id).await.of(State::Dropped), 4);
        assert!(press.post.letters().is_empty());
    }

    async fn a_letter_carries_what_it_must(t: TestApp) {
        let press = Press::new(t, &["Ada Tea <ada@example.com>"]).await;
        let delivery = press.publish().await;
        press.send().await;
        let (_, letter) = press.post.letters().remove(0);
        let plain = letter.replace("=\n", "").replace("=3D", "=");
        let link = plain.split("List-Unsubscribe: <").nth(1).and_then(|rest| rest.split('>').next()).expect("a link");
        let token = link.strip_prefix("https://tandem.example/u/").expect("of this instance").to_owned();
        assert!(plain.contains("From: \"Kranich Tea\" <post@kranich.example>") && plain.contains("Subject: Spring teas"));
        assert!(plain.contains("To: \"Ada Tea\" <ada@example.com>") && plain.contains("https://tandem.example/l/"), "{plain}");
        assert!(!plain.contains("https://shop.example"), "links are tracked");
        assert_eq!(plain.matches("Kranich Tea, Harbour 1, Hamburg").count(), 2);
        press.app.leave_newsletter(&token).await.expect("left");
        assert_eq!(press.counts(delivery.id).await.leavers, 1);
        assert!(press.app.stay_in_newsletter(&token).await.expect("stayed"));
        assert!(press.app.stay_in_newsletter(&token).await.expect("stays"), "twice is as once");
        assert_eq!(press.counts(delivery.id).await.leavers, 0);
        press.app.leave_newsletter(&token).await.expect("left");
        press.kit.clock.advance(25 * 60 * MINUTE);
        assert!(!press.app.stay_in_newsletter(&token).await.expect("an answer"), "a day later it stands");
        let list = press.app.count_subscribers(&press.owner, press.list).await.expect("counts");
        assert_eq!((list.subscribed, list.unsubscribed), (0, 1));
    }

    async fn who_bounced_left_and_took_it_back_is_bounced_again(t: TestApp) {
        let press = Press::new(t, &["late@example.com"]).await;
        let delivery = press.publish().await;
        press.send().await;
        press.kit.clock.advance(3 * MINUTE);
        press.send().await;
        let (_, letter) = press.post.letters().remove(0);
        let plain = letter.replace("=\n", "").replace("=3D", "=");
        let token = plain.split("https://tandem.example/u/").nth(1).expect("a link");
        let token: String = token.chars().take_while(|sign| sign.is_ascii_alphanumeric() || "-_".contains(*sign)).collect();
        let tx = press.app.db.write().await.expect("a transaction");
        tx.run("update subscribers set state = 'bounced' where email = 'late@example.com'", vec![]).await.expect("bounced");
        tx.commit().await.expect("kept");
        press.app.leave_newsletter(&token).await.expect("left");
        assert!(press.app.stay_in_newsletter(&token).await.expect("taken back"));
        let list = press.app.count_subscribers(&press.owner, press.list).await.expect("counts");
        assert_eq!((list.subscribed, list.unsubscribed, list.bounced), (0, 0, 1), "{}", delivery.id);
    }

    async fn only_addresses_of_the_operators_domains_send(t: TestApp) {
        let mut press = Press::new(t, &["ada@example.com"]).await;
        let with = |settings: &Settings, domains: &[&str], mail_from: &str| Arc::new(Settings {
            newsletter_domains: domains.iter().map(|domain| (*domain).to_owned()).collect(),
            mail_from: mail_from.to_owned(),
            ..settings.clone()
        });
        press.app.settings = with(&press.app.settings, &["other.example"], "Host <host@other.example>");
        press.publish().await;
        press.send().await;
        press.app.settings = with(&press.app.settings, &["kranich.example"], "Host <host@other.example>");
        press.publish().await;
        press.send().await;
        let letters = press.post.letters();
        assert!(letters[0].1.contains("From: \"Kranich Tea\" <host@other.example>"), "{}", letters[0].1);
        assert!(letters[0].1.contains("Reply-To: post@kranich.example"), "{}", letters[0].1);
        assert!(letters[1].1.contains("From: \"Kranich Tea\" <post@kranich.example>") && !letters[1].1.contains("Reply-To"));
        press.app.settings = with(&press.app.settings, &["other.example"], "Tandem <tandem@localhost>");
        let refused = press.app.save_newsletter(&press.owner, press.list, &sender(true)).await;
        assert!(format!("{refused:?}").contains("newsletter_sender_missing"), "{refused:?}");
        press.app.settings = Arc::new(Settings { public_url: "http://127.0.0.1:80".to_owned(),
            allow_private: false, ..(*press.app.settings).clone() });
        let refused = press.app.save_newsletter(&press.owner, press.list, &sender(true)).await;
        assert!(format!("{refused:?}").contains("newsletter_no_public_address"), "{refused:?}");
    }

    async fn many_workers_send_each_letter_once(t: TestApp) {
        let people: Vec<String> = (0..120).map(|number| format!("p{number}@example.com")).collect();
        let press = Press::new(t, &people.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let delivery = press.publish().await;
        let stopping = watch::channel(false).1;
        let workers: Vec<_> = (0..3).map(|_| press.worker()).collect();
        let turns = workers.iter().map(|worker| worker.send_due(&stopping));
        for turn in futures::future::join_all(turns).await {
            turn.expect("a turn");
        }
        press.send().await;
        assert_eq!(press.counts(delivery.id).await.of(State::Sent), 120);
        let counts = press.post.counts();
        assert!(counts.len() == 120 && counts.values().all(|letters| *letters == 1), "{counts:?}");
        let ids: std::collections::BTreeSet<_> = press.post.letters().iter()
            .filter_map(|(_, letter)| letter.lines().find(|line| line.starts_with("Message-ID")).map(str::to_owned)).collect();
        assert_eq!(ids.len(), 120);
    }

    async fn a_crash_after_the_text_is_unknown_and_not_twice(t: TestApp) {
        let mut press = Press::new(t, &["slow@example.com", "slow2@example.com"]).await;
        // One connection, so that the second letter waits for the first.
        press.app.settings = Arc::new(Settings { letter_connections: 1, ..(*press.app.settings).clone() });
        let delivery = press.publish().await;
        let worker = press.worker();
        let stopping = watch::channel(false).1;
        let sending = tokio::spawn(async move { worker.send_due(&stopping).await });
        for _ in 0..200 {
            if !press.post.letters().is_empty() { break }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        // The process dies while the mail server thinks: it has one letter, and nobody was told. The other was not begun.
        sending.abort();
        drop(sending.await);
        press.post.open.add_permits(10);
        let counts = press.counts(delivery.id).await;
        assert_eq!((counts.of(State::Sending), counts.of(State::Claimed)), (1, 1));
        press.send().await;
        assert_eq!(press.counts(delivery.id).await.of(State::Sending), 1, "its lease holds");
        press.kit.clock.advance(10 * MINUTE);
        press.send().await;
        let counts = press.counts(delivery.id).await;
        assert_eq!((counts.of(State::Unknown), counts.of(State::Sent)), (1, 1));
        assert_eq!(press.told().await, ["letters_unclear"]);
        press.kit.clock.advance(10_000 * MINUTE);
        press.send().await;
        let counts = press.post.counts();
        assert!(counts.len() == 2 && counts.values().all(|letters| *letters == 1), "{counts:?}");
    }

    async fn who_leaves_in_between_and_what_is_paused_is_not_sent(t: TestApp) {
        let press = Press::new(t, &["ada@example.com", "bo@example.com"]).await;
        let delivery = press.publish().await;
        let found = press.app.list_subscribers(&press.owner, press.list, &SubscriberFilter::default(), &app::page::PageRequest::default()).await.expect("a list");
        let ada = found.items.iter().find(|one| one.email.starts_with("ada")).expect("ada").id;
        press.app.unsubscribe(&press.owner, ada).await.expect("left");
        press.app.pause_channel(&press.owner, press.list, "A storm").await.expect("paused");
        press.send().await;
        let counts = press.counts(delivery.id).await;
        assert_eq!((counts.of(State::Held), counts.of(State::Sent), counts.waiting()), (1, 0, 0));
        let held = press.app.held_deliveries(&press.owner, 0).await.expect("held").letters;
        assert_eq!((held.len(), held[0].letters, held[0].delivery_id), (1, 1, delivery.id));
        assert!(press.app.held_deliveries(&press.kit.second_workspace().await, 0).await.expect("held").letters.is_empty());
        press.app.resume_channel(&press.owner, press.list).await.expect("resumed");
        press.send().await;
        assert!(press.post.letters().is_empty(), "nothing goes by itself after a pause");
        press.kit.clock.advance(MINUTE);
        assert_eq!(press.app.release_letters(&press.owner, delivery.id).await.expect("released"), 1);
        press.send().await;
        assert_eq!(press.post.counts().keys().collect::<Vec<_>>(), ["bo@example.com"]);
        assert_eq!(press.counts(delivery.id).await.of(State::Unsubscribed), 1);
    }

    async fn a_server_that_is_away_is_waited_for(t: TestApp) {
        let mut press = Press::new(t, &["ada@example.com"]).await;
        let delivery = press.publish().await;
        let here = press.app.settings.clone();
        press.app.settings = Arc::new(Settings { smtp_url: Some("smtp://127.0.0.1:9".to_owned()), ..(*here).clone() });
        press.send().await;
        assert_eq!(press.counts(delivery.id).await.waiting(), 1);
        press.app.settings = here;
        press.kit.clock.advance(2 * MINUTE);
        press.send().await;
        assert_eq!(press.counts(delivery.id).await.of(State::Sent), 1);
        // For two days, and then somebody is told.
        let delivery = press.publish().await;
        press.app.settings = Arc::new(Settings { smtp_url: Some("smtp://127.0.0.1:9".to_owned()), ..(*press.app.settings).clone() });
        press.send().await;
        press.kit.clock.advance(3 * 24 * 60 * MINUTE);
        press.send().await;
        assert_eq!(press.counts(delivery.id).await.of(State::Failed), 1);
        assert_eq!(press.told().await, ["letters_failed"]);
    }

    async fn an_empty_list_and_a_lost_server_are_told(t: TestApp) {
        let mut press = Press::new(t, &[]).await;
        let delivery = press.publish().await;
        assert_eq!((delivery.state, delivery.last_error.as_deref()), (Stand::Failed, Some("list_empty")));
        press.import(&["ada@example.com"]).await;
        let channel = press.app.find_newsletter(&press.owner, press.list).await.expect("a channel");
        assert_eq!((channel.stands(true), channel.stands(false)), ("mailed", "by_hand"));
        press.app.settings = Arc::new(Settings { smtp_url: None, ..(*press.app.settings).clone() });
        let delivery = press.publish().await;
        assert!(delivery.waits_by_hand(), "{delivery:?}");
        let sheet = press.app.hand_sheet(&press.owner, delivery.id).await.expect("a sheet");
        assert!(sheet.is_ready && sheet.parts[0].contains("/l/"));
    }
}
