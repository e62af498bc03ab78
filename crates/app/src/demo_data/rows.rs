//! Rows as their tables have them; the migrations say what each column means.

#![expect(missing_docs, reason = "fields are the columns of the migrations, where they are explained")]

use db::Value;

use crate::{
    Role,
    accounts::{Language, Theme},
    budget::{CostKind, CostPlace},
    deliveries::delivery::{AttemptKind, Outcome, State},
    goals::{FunnelStage, GoalMetric},
    ids::{
        AttemptId, AuditId, BrandId, CampaignId, ChannelId, ClickId, ConversionId, CostLineId, DeliveryId,
        GoalId, LeadId, LinkId, MediaId, MembershipId, MetricPointId, PostId, UserId, VariantId, VisitId,
        WorkspaceId,
    },
    leads::Stage,
    visits::{ConversionSource, Device},
};

/// A row that can be written with many others.
pub(super) trait Row {
    const TABLE: &'static str;
    const COLUMNS: &'static [&'static str];
    fn values(self) -> Vec<Value>;
}

macro_rules! rows {
    ($($(#[$doc:meta])* $name:ident in $table:literal { $($column:ident: $kind:ty),+ $(,)? })+) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $name { $(pub $column: $kind),+ }

        impl Row for $name {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [&'static str] = &[$(stringify!($column)),+];
            fn values(self) -> Vec<Value> { vec![$(Value::from(self.$column)),+] }
        }
    )+ };
}

rows! {
    /// A person's account.
    UserRow in "users" {
        id: UserId, email: String, name: String, password_hash: String, locale: Option<Language>, theme: Theme,
        created_at: i64,
    }
    /// Their place in the workspace.
    MembershipRow in "memberships" {
        workspace_id: WorkspaceId, id: MembershipId, user_id: UserId, role: Role, brand_id: Option<BrandId>,
        access_ends_at: Option<i64>, created_at: i64,
    }
    /// A goal.
    GoalRow in "goals" {
        workspace_id: WorkspaceId, id: GoalId, brand_id: BrandId, name: String, funnel_stage: FunnelStage,
        metric: GoalMetric, metric_name: Option<String>, unit: String, baseline: i64, target: i64, starts_on: String,
        due_on: String, owner_id: UserId, created_at: i64,
    }
    /// A value entered by hand.
    GoalValueRow in "goal_values" {
        workspace_id: WorkspaceId, id: GoalId, goal_id: GoalId, measured_on: String, value: i64, entered_by: String,
        entered_at: i64,
    }
    /// A campaign.
    CampaignRow in "campaigns" {
        workspace_id: WorkspaceId, id: CampaignId, brand_id: BrandId, name: String, utm_name: String,
        starts_on: String, ends_on: String, budget_minor: i64, currency: String, created_at: i64,
    }
    /// A campaign's goal.
    CampaignGoalRow in "campaign_goals" { workspace_id: WorkspaceId, campaign_id: CampaignId, goal_id: GoalId }
    /// A line of cost.
    CostLineRow in "cost_lines" {
        workspace_id: WorkspaceId, id: CostLineId, brand_id: BrandId, subject_kind: CostPlace, subject_id: String,
        kind: CostKind, label: String, minutes: Option<i64>, rate_minor: Option<i64>, amount_minor: i64,
        currency: String, incurred_on: String, entered_by: Option<String>, created_at: i64,
    }
    /// A post.
    PostRow in "posts" {
        workspace_id: WorkspaceId, id: PostId, brand_id: BrandId, campaign_id: Option<CampaignId>, title: String,
        text: String, language: Option<String>, author_id: Option<UserId>, created_at: i64, updated_at: i64,
        version: i64, search_text: String,
    }
    /// A post's picture.
    PostMediaRow in "post_media" {
        workspace_id: WorkspaceId, post_id: PostId, media_id: MediaId, position: i64, alt: String,
    }
    /// A post's form for one channel.
    VariantRow in "variants" {
        workspace_id: WorkspaceId, id: VariantId, post_id: PostId, channel_id: ChannelId, text: Option<String>,
        created_at: i64,
    }
    /// A delivery.
    DeliveryRow in "deliveries" {
        workspace_id: WorkspaceId, id: DeliveryId, brand_id: BrandId, post_id: PostId, variant_id: VariantId,
        channel_id: ChannelId, state: State, scheduled_at: i64, due_at: i64, attempts: i64, attempts_before: i64,
        last_error: Option<String>, content: Option<String>, handle: Option<String>, first_attempt_at: Option<i64>,
        remote_id: Option<String>, remote_url: Option<String>, published_at: Option<i64>, created_at: i64,
    }
    /// One try of it.
    AttemptRow in "attempts" {
        workspace_id: WorkspaceId, id: AttemptId, delivery_id: DeliveryId, number: i64, kind: AttemptKind,
        worker: String, started_at: i64, finished_at: Option<i64>, outcome: Option<Outcome>,
        error_code: Option<String>, error_message: Option<String>, http_status: Option<i64>,
    }
    /// A slug.
    SlugRow in "slugs" { slug: String, workspace_id: WorkspaceId, link_id: LinkId }
    /// A short link.
    LinkRow in "links" {
        workspace_id: WorkspaceId, id: LinkId, slug: String, brand_id: BrandId, campaign_id: Option<CampaignId>,
        post_id: Option<PostId>, delivery_id: Option<DeliveryId>, channel_id: Option<ChannelId>,
        original_url: String, url_hash: String, target_url: String, created_at: i64,
    }
    /// A click.
    ClickRow in "clicks" {
        workspace_id: WorkspaceId, id: ClickId, link_id: LinkId, at: i64, crawler: i64,
        referrer_host: Option<String>, device: Device,
    }
    /// A visit.
    VisitRow in "visits" {
        workspace_id: WorkspaceId, id: VisitId, brand_id: BrandId, visitor: String, link_id: Option<LinkId>,
        click_id: Option<ClickId>, landing_url: String, referrer_host: Option<String>, utm_source: Option<String>,
        utm_medium: Option<String>, utm_campaign: Option<String>, pages: i64, started_at: i64, last_seen_at: i64,
    }
    /// A conversion.
    ConversionRow in "conversions" {
        workspace_id: WorkspaceId, id: ConversionId, brand_id: BrandId, name: String, order_id: Option<String>,
        value_minor: i64, margin_minor: Option<i64>, currency: String, at: i64, source: ConversionSource,
        link_id: Option<LinkId>, visit_id: Option<VisitId>, click_id: Option<ClickId>, created_at: i64,
    }
    /// What a brand earns.
    CommerceRow in "brand_commerce" { workspace_id: WorkspaceId, brand_id: BrandId, margin_rate_bp: i64 }
    /// A lead.
    LeadRow in "leads" {
        workspace_id: WorkspaceId, id: LeadId, brand_id: BrandId, name: String, contact: String, note: String,
        stage: Stage, link_id: Option<LinkId>, conversion_id: Option<ConversionId>, value_minor: Option<i64>,
        margin_minor: Option<i64>, currency: String, owner_id: Option<UserId>, handed_over_at: Option<i64>,
        created_by: Option<UserId>, created_at: i64, updated_at: i64, search_text: String,
    }
    /// A number that a network told.
    PointRow in "metric_points" {
        workspace_id: WorkspaceId, id: MetricPointId, subject_kind: &'static str, subject_id: String,
        metric: &'static str, value: i64, source: String, fetched_at: i64,
    }
    /// The newest of them.
    LatestRow in "metric_latest" {
        workspace_id: WorkspaceId, subject_id: String, metric: &'static str, value: i64, source: String,
        fetched_at: i64,
    }
    /// When it is fetched next.
    FetchRow in "metric_fetches" {
        workspace_id: WorkspaceId, id: String, subject_kind: &'static str, channel_id: ChannelId,
        state: &'static str, due_at: i64, attempts: i64, fetched_at: Option<i64>, fetches: i64,
    }
    /// A line of the audit log.
    AuditRow in "audit_entries" {
        workspace_id: WorkspaceId, id: AuditId, at: i64, actor_kind: &'static str, actor_id: Option<String>,
        actor_name: String, action: &'static str, subject_kind: &'static str, subject_id: String, detail: String,
    }
}
