//! Sending a newsletter over a mail server that says what the address asks for: each person once, whatever breaks.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use app::{
    Actor, App, Settings,
    channels::ChannelByHand,
    deliveries::{Delivery, State as Stand},
    ids::{ChannelId, DeliveryId, PostId},
    letters::{LetterCounts, SaveNewsletter, SendLetters, State, Words},
    posts::{SavePost, SchedulePost, VariantDraft, When},
    subscribers::{Consent, Import, SubscriberFilter},
};
use testkit::TestApp;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
};

const MINUTE: i64 = 60_000;

/// A mail server. What a local part begins with says what becomes of the letter.
#[derive(Clone)]
struct Post {
    /// Every letter whose text came whole, whatever was answered.
    took: Arc<Mutex<Vec<(String, String)>>>,
    /// How often each recipient was named.
    named: Arc<Mutex<BTreeMap<String, usize>>>,
    /// Letters to `slow…` wait for this before they are answered.
    open: Arc<tokio::sync::Semaphore>,
}

impl Post {
    async fn start() -> (String, Self) {
        let open = Arc::new(tokio::sync::Semaphore::new(0));
        let post = Self { took: Arc::default(), named: Arc::default(), open };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("smtp://{}", listener.local_addr().expect("an address"));
        let served = post.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(served.clone().serve(stream));
            }
        });
        (url, post)
    }

    async fn serve(self, stream: TcpStream) -> std::io::Result<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        let mut to = String::new();
        write.write_all(b"220 ready\r\n").await?;
        while let Some(line) = lines.next_line().await? {
            let word = line.get(..4).unwrap_or_default().to_ascii_uppercase();
            let answer: &[u8] = match word.as_str() {
                "EHLO" => b"250-post.example\r\n250 8BITMIME\r\n",
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    let seen = {
                        let mut named = self.named.lock().expect("names");
                        let seen = named.entry(to.clone()).or_default();
                        *seen += 1;
                        *seen
                    };
                    match to.get(..4).unwrap_or_default() {
                        "gone" => b"550 5.1.1 no such user here\r\n",
                        "late" if seen == 1 => b"451 4.7.1 come again\r\n",
                        _ => b"250 fine\r\n",
                    }
                }
                "DATA" => {
                    write.write_all(b"354 go on\r\n").await?;
                    let mut text = String::new();
                    while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                        text.push_str(&line);
                        text.push('\n');
                    }
                    self.took.lock().expect("letters").push((to.clone(), text));
                    match to.get(..4).unwrap_or_default() {
                        // Taken, and nobody is told.
                        "lost" => return Ok(()),
                        "spam" => b"554 5.7.1 we like it not\r\n",
                        "slow" => {
                            drop(self.open.acquire().await);
                            b"250 taken\r\n"
                        }
                        _ => b"250 taken\r\n",
                    }
                }
                "QUIT" => b"221 bye\r\n",
                _ => b"250 fine\r\n",
            };
            write.write_all(answer).await?;
        }
        Ok(())
    }

    fn letters(&self) -> Vec<(String, String)> {
        self.took.lock().expect("letters").clone()
    }

    /// How many letters each address got.
    fn counts(&self) -> BTreeMap<String, usize> {
        let mut counts = BTreeMap::new();
        for (to, _) in self.letters() {
            *counts.entry(to).or_default() += 1;
        }
        counts
    }
}

struct Press {
    kit: TestApp,
    app: App,
    owner: Actor,
    list: ChannelId,
    post: Post,
}

fn words(language: Option<&str>, newsletter: &str) -> Words {
    Words {
        language: language.unwrap_or("en").to_owned(),
        reason: format!("You asked for {newsletter}."),
        unsubscribe: "Unsubscribe".to_owned(),
    }
}

impl Press {
    async fn new(kit: TestApp, people: &[&str]) -> Self {
        let (url, post) = Post::start().await;
        let owner = kit.owner().await;
        let mut app = kit.app.clone();
        app.settings = Arc::new(Settings {
            smtp_url: Some(url),
            letters_a_minute: 600_000,
            public_url: "https://tandem.example".to_owned(),
            ..(*kit.app.settings).clone()
        });
        let channel = ChannelByHand {
            brand_id: Some(kit.brand(&owner).await),
            network: "newsletter".to_owned(),
            name: "Tea post".to_owned(),
            url: String::new(),
        };
        let list = app.add_channel_by_hand(&owner, &channel).await.expect("a newsletter");
        let sender = SaveNewsletter {
            sender_name: "Kranich Tea".to_owned(),
            sender_email: "post@kranich.example".to_owned(),
            reply_to: String::new(),
            imprint: "Kranich Tea, Harbour 1, Hamburg".to_owned(),
            sends: true,
        };
        app.save_newsletter(&owner, list, &sender).await.expect("a sender");
        let press = Self { kit, app, owner, list, post };
        press.import(people).await;
        press
    }

    async fn import(&self, people: &[&str]) {
        if people.is_empty() {
            return;
        }
        let consent = Consent { source: "Form".to_owned(), on: String::new() };
        let import = Import { text: people.join("\n"), consent };
        self.app.import_subscribers(&self.owner, self.list, &import).await.expect("a list");
    }

    /// A post that is due now, handed to the publisher.
    async fn publish(&self) -> Delivery {
        let input = SavePost {
            brand_id: Some(self.kit.brand(&self.owner).await),
            title: "Spring teas".to_owned(),
            text: "They are here: https://shop.example/spring".to_owned(),
            variants: vec![(self.list, VariantDraft::default())],
            ..SavePost::default()
        };
        let post = self.app.save_post(&self.owner, input).await.expect("a post").id;
        let wanted = SchedulePost { channels: Vec::new(), when: When::Now };
        self.app.schedule_post(&self.owner, post, &wanted).await.expect("scheduled");
        let publisher = app::deliveries::PublishDue::new(self.app.clone());
        tasks::Task::activate(&publisher, &watch::channel(false).1).await.expect("a turn");
        self.delivery(post).await
    }

    async fn delivery(&self, post: PostId) -> Delivery {
        let found = self.app.find_post(&self.owner, post).await.expect("a post");
        found.deliveries.into_iter().next().expect("a delivery")
    }

    fn worker(&self) -> SendLetters {
        SendLetters::new(self.app.clone(), Arc::new(words))
    }

    async fn send(&self) -> usize {
        self.worker().send_due(&watch::channel(false).1).await.expect("a turn")
    }

    async fn counts(&self, id: DeliveryId) -> LetterCounts {
        self.app.letters_page(&self.owner, id).await.expect("letters").counts
    }
}

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
        press.app.stay_in_newsletter(&token).await.expect("stayed");
        assert_eq!(press.counts(delivery.id).await.leavers, 0);
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
    }

    async fn an_empty_list_and_a_lost_server_are_told(t: TestApp) {
        let mut press = Press::new(t, &[]).await;
        let delivery = press.publish().await;
        assert_eq!((delivery.state, delivery.last_error.as_deref()), (Stand::Failed, Some("list_empty")));
        press.import(&["ada@example.com"]).await;
        press.app.settings = Arc::new(Settings { smtp_url: None, ..(*press.app.settings).clone() });
        let delivery = press.publish().await;
        assert!(delivery.waits_by_hand(), "{delivery:?}");
        let sheet = press.app.hand_sheet(&press.owner, delivery.id).await.expect("a sheet");
        assert!(sheet.is_ready && sheet.parts[0].contains("/l/"));
    }
}
