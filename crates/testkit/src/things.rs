//! One of everything in somebody's workspace, by the names that routes use for their ids.

use app::{
    Actor, Permission, Role, Via,
    api_tokens::NewToken,
    budget::CostLineInput,
    campaigns::CampaignInput,
    channels::ChannelByHand,
    goals::{GoalInput, Quantity},
    ids::{ChannelId, ConversionId, DeliveryId, LeadId, LinkId, MediaId, PostId, SubscriberId, VariantId},
    members::{Access, NewAccess},
    pauses::BeginPause,
    posts::{SavePost, SchedulePost, VariantDraft, When},
    subscribers::{AddSubscriber, Consent},
};

use crate::{START, TestApp, store, unique};

/// Pairs of a parameter's name (`goal_id`) and the id of such a thing.
pub type Things = Vec<(&'static str, String)>;

fn typed(text: &str) -> Quantity {
    Quantity::Text(text.to_owned())
}

impl TestApp {
    /// Makes one of everything. A room with a new kind of id adds its line.
    pub async fn things(&self, owner: &Actor) -> Things {
        let mut things = self.people_and_plans(owner).await;
        things.extend(self.publishing(owner).await);
        things
    }

    /// Makes a channel one of another network, with that network's usual limits.
    pub async fn set_network(&self, channel_id: ChannelId, network: &str) {
        store::set_network(&self.app, channel_id, network).await;
    }

    /// A newsletter with somebody on its list.
    pub async fn a_newsletter(&self, owner: &Actor) -> (ChannelId, SubscriberId) {
        let channel = ChannelByHand {
            brand_id: Some(self.brand(owner).await),
            network: "newsletter".to_owned(),
            name: format!("Kranich letter {}", unique()),
            url: String::new(),
        };
        let newsletter = self.add_channel_by_hand(owner, &channel).await.expect("a newsletter");
        let person = AddSubscriber {
            email: format!("reader-{}@kranich.example", unique()),
            consent: Consent { source: "Kranich fair".to_owned(), on: String::new() },
            ..AddSubscriber::default()
        };
        let subscriber = self.add_subscriber(owner, newsletter, &person).await.expect("a subscriber");
        (newsletter, subscriber.id)
    }

    /// A letter of a newsletter to somebody on its list, taken by the mail server; gives its delivery.
    ///
    /// # Panics
    /// When a use case refuses.
    pub async fn a_letter(&self, owner: &Actor, list: ChannelId, to: SubscriberId) -> DeliveryId {
        let input = SavePost {
            brand_id: Some(self.brand(owner).await),
            title: "Spring teas".to_owned(),
            text: "They are here".to_owned(),
            variants: vec![(list, VariantDraft::default())],
            ..SavePost::default()
        };
        let post = self.save_post(owner, input).await.expect("a post").id;
        let wanted = SchedulePost { channels: Vec::new(), when: When::Now };
        self.schedule_post(owner, post, &wanted).await.expect("scheduled");
        let found = self.find_post(owner, post).await.expect("a post");
        let delivery = found.deliveries.first().expect("a delivery").id;
        store::insert_letter(&self.app, owner, delivery, list, to).await;
        delivery
    }

    async fn people_and_plans(&self, owner: &Actor) -> Things {
        let user_id = owner.user_id.expect("a person");
        let brand = self.brand(owner).await;
        let whole = Access { role: Role::Analyst, brand_id: None, access_ends_at: None };
        let colleague = self.actor_in(owner, whole).await;
        let members = self.members(owner).await.expect("members");
        let member =
            members.iter().find(|each| Some(each.user_id) == colleague.user_id).expect("a member").id;
        let access = NewAccess { role: Role::Analyst, brand_id: None, access_ends_on: None };
        let email = format!("invited-{}@writer.example", unique());
        let invitation = self.invite_member(owner, &email, &access).await.expect("an invitation").id;
        let new = NewToken { name: "thing".into(), scopes: vec![Permission::View], expires_on: None };
        let token = self.create_token(owner, &new).await.expect("a token").id;
        let (_, second) = self.sign_in_as(user_id).await;
        let session = if let Via::Session(id) = second.via { id.to_string() } else { String::new() };
        let goal = GoalInput {
            brand_id: brand.to_string(),
            name: format!("Kranich goal {}", unique()),
            funnel_stage: "conversion".to_owned(),
            metric: "revenue".to_owned(),
            baseline: typed("0"),
            target: typed("14000"),
            starts_on: "2026-06-01".to_owned(),
            due_on: "2026-06-30".to_owned(),
            owner_id: user_id.to_string(),
            ..GoalInput::default()
        };
        let goal = self.create_goal(owner, &goal).await.expect("a goal");
        let campaign = CampaignInput {
            brand_id: brand.to_string(),
            name: format!("Kranich campaign {}", unique()),
            utm_name: String::new(),
            goal_ids: vec![goal.to_string()],
            starts_on: "2026-06-01".to_owned(),
            ends_on: "2026-06-30".to_owned(),
            budget: typed("4000"),
            currency: String::new(),
        };
        let campaign = self.create_campaign(owner, &campaign).await.expect("a campaign");
        let cost = CostLineInput {
            subject_id: campaign.to_string(),
            kind: "media".to_owned(),
            amount: typed("120"),
            incurred_on: "2026-06-10".to_owned(),
            ..CostLineInput::default()
        };
        let cost = self.add_cost_line(owner, &cost).await.expect("a line of cost");
        vec![
            ("brand_id", brand.to_string()),
            ("member_id", member.to_string()),
            ("invitation_id", invitation.to_string()),
            ("token_id", token.to_string()),
            ("session_id", session),
            ("goal_id", goal.to_string()),
            ("campaign_id", campaign.to_string()),
            ("cost_id", cost.to_string()),
            ("cost_line_id", cost.to_string()),
            ("connection_id", store::insert_choice(&self.app, owner, brand).await.to_string()),
        ]
    }

    async fn publishing(&self, owner: &Actor) -> Things {
        let made = store::Publishing {
            workspace_id: owner.workspace_id,
            brand_id: self.brand(owner).await,
            channel_id: ChannelId::generate(),
            post_id: PostId::generate(),
            quiet_post_id: PostId::generate(),
            variant_id: VariantId::generate(),
            delivery_id: DeliveryId::generate(),
            media_id: MediaId::generate(),
            link_id: LinkId::generate(),
            conversion_id: ConversionId::generate(),
            lead_id: LeadId::generate(),
            mark: unique(),
            at: START,
        };
        store::insert_publishing(&self.app, &made).await;
        // One that lies ahead: it stops nothing.
        let begin = BeginPause {
            subject: made.channel_id.to_string(),
            reason: "Kranich moves house".to_owned(),
            from: (self.now() + 30 * 86_400_000).to_string(),
            until: String::new(),
        };
        let pause = self.begin_pause(owner, &begin).await.expect("a pause");
        let upload = store::insert_upload(&self.app, owner, made.brand_id).await;
        let render = store::insert_render(&self.app, owner, made.media_id, made.channel_id).await;
        let alert = store::insert_alert(&self.app, owner, made.channel_id).await;
        let (newsletter, subscriber) = self.a_newsletter(owner).await;
        let folder = self.settings.media_dir.join(owner.workspace_id.uuid().simple().to_string());
        std::fs::create_dir_all(&folder).expect("a folder for media");
        std::fs::write(folder.join("none"), b"no picture").expect("a file");
        vec![
            ("channel_id", made.channel_id.to_string()),
            ("post_id", made.quiet_post_id.to_string()),
            ("delivery_id", made.delivery_id.to_string()),
            ("render_id", render.to_string()),
            ("upload_id", upload.to_string()),
            ("media_id", made.media_id.to_string()),
            ("link_id", made.link_id.to_string()),
            ("conversion_id", made.conversion_id.to_string()),
            ("lead_id", made.lead_id.to_string()),
            ("pause_id", pause.to_string()),
            ("alert_id", alert.to_string()),
            ("newsletter_id", newsletter.to_string()),
            ("subscriber_id", subscriber.to_string()),
            ("subject_id", made.post_id.to_string()),
            ("id", made.post_id.to_string()),
        ]
    }
}
