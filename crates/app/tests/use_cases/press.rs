//! A workspace with a newsletter whose letters a mail server takes that says what the address asks for.

use std::{sync::Arc, time::Duration};

use app::{
    Actor, App, Settings,
    channels::ChannelByHand,
    deliveries::Delivery,
    ids::{ChannelId, DeliveryId, PostId},
    letters::{LetterCounts, SaveNewsletter, SendLetters, Words},
    posts::{SavePost, SchedulePost, VariantDraft, When},
    subscribers::{Consent, Import},
};
use testkit::TestApp;
use tokio::sync::watch;

use crate::mail_server::Post;

pub const MINUTE: i64 = 60_000;

/// A WebP of one pixel.
pub const WEBP: &[u8] =
    b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00/\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00";

pub struct Press {
    pub kit: TestApp,
    pub app: App,
    pub owner: Actor,
    pub list: ChannelId,
    pub post: Post,
}

pub fn words(language: Option<&str>, newsletter: &str) -> Words {
    Words {
        language: language.unwrap_or("en").to_owned(),
        reason: format!("You asked for {newsletter}."),
        unsubscribe: "Unsubscribe".to_owned(),
    }
}

pub fn sender(sends: bool) -> SaveNewsletter {
    SaveNewsletter {
        sender_name: "Kranich Tea".to_owned(),
        sender_email: "post@kranich.example".to_owned(),
        reply_to: String::new(),
        imprint: "Kranich Tea, Harbour 1, Hamburg".to_owned(),
        sends,
    }
}

impl Press {
    pub async fn new(kit: TestApp, people: &[&str]) -> Self {
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
        app.save_newsletter(&owner, list, &sender(true)).await.expect("a sender");
        let press = Self { kit, app, owner, list, post };
        press.import(people).await;
        press
    }

    pub async fn import(&self, people: &[&str]) {
        if people.is_empty() {
            return;
        }
        let consent = Consent { source: "Form".to_owned(), on: String::new() };
        let import = Import { text: people.join("\n"), consent };
        self.app.import_subscribers(&self.owner, self.list, &import).await.expect("a list");
    }

    pub async fn words_of(&self, text: &str) -> SavePost {
        SavePost {
            brand_id: Some(self.kit.brand(&self.owner).await),
            title: "Spring teas".to_owned(),
            text: text.to_owned(),
            variants: vec![(self.list, VariantDraft::default())],
            ..SavePost::default()
        }
    }

    /// A post that is due now.
    pub async fn schedule(&self, text: &str) -> PostId {
        let input = self.words_of(text).await;
        let post = self.app.save_post(&self.owner, input).await.expect("a post").id;
        let wanted = SchedulePost { channels: Vec::new(), when: When::Now };
        self.app.schedule_post(&self.owner, post, &wanted).await.expect("scheduled");
        post
    }

    /// The publisher's turn.
    pub async fn turn(&self) {
        let publisher = app::deliveries::PublishDue::new(self.app.clone());
        tasks::Task::activate(&publisher, &watch::channel(false).1).await.expect("a turn");
    }

    /// A post that is due now, handed to the publisher.
    pub async fn publish(&self) -> Delivery {
        let post = self.schedule("They are here: https://shop.example/spring").await;
        self.turn().await;
        self.delivery(post).await
    }

    /// Another newsletter of the same sender.
    pub async fn another(&self) -> ChannelId {
        let channel = ChannelByHand {
            brand_id: Some(self.kit.brand(&self.owner).await),
            network: "newsletter".to_owned(),
            name: format!("Tea post {}", self.post.letters().len() + 2),
            url: String::new(),
        };
        let list = self.app.add_channel_by_hand(&self.owner, &channel).await.expect("a newsletter");
        self.app.save_newsletter(&self.owner, list, &sender(true)).await.expect("a sender");
        list
    }

    /// Says whether Tandem sends it.
    pub async fn switch(&self, sends: bool) {
        self.app.save_newsletter(&self.owner, self.list, &sender(sends)).await.expect("saved");
    }

    /// One connection, and so many letters a minute.
    pub fn slowly(&mut self, letters_a_minute: u32) {
        let settings = (*self.app.settings).clone();
        self.app.settings = Arc::new(Settings { letters_a_minute, letter_connections: 1, ..settings });
    }

    /// Waits until the mail server has a letter.
    pub async fn first_letter(&self) {
        for _ in 0..500 {
            if !self.post.letters().is_empty() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// What the owner is told of and is not settled.
    pub async fn told(&self) -> Vec<String> {
        let found = self.app.alerts(&self.owner, 0).await.expect("alerts").lines;
        found.iter().filter(|alert| alert.cleared_at.is_none()).map(|alert| alert.kind.to_string()).collect()
    }

    pub async fn delivery(&self, post: PostId) -> Delivery {
        let found = self.app.find_post(&self.owner, post).await.expect("a post");
        found.deliveries.into_iter().next().expect("a delivery")
    }

    pub fn worker(&self) -> SendLetters {
        SendLetters::new(self.app.clone(), Arc::new(words))
    }

    pub async fn send(&self) -> usize {
        self.worker().send_due(&watch::channel(false).1).await.expect("a turn")
    }

    pub async fn counts(&self, id: DeliveryId) -> LetterCounts {
        self.app.letters_page(&self.owner, id).await.expect("letters").counts
    }
}
