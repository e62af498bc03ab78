//! The ids of every noun.

use db::id;

id!(
    /// A workspace: the tenant.
    WorkspaceId, "ws"
);
id!(
    /// A person's account.
    UserId, "user"
);
id!(
    /// A person's place in a workspace.
    MembershipId, "member"
);
id!(
    /// A signed-in browser.
    SessionId, "session"
);
id!(
    /// An invitation by mail link.
    InvitationId, "invite"
);
id!(
    /// A password reset link.
    PasswordResetId, "reset"
);
id!(
    /// A bearer token of the JSON API.
    ApiTokenId, "token"
);
id!(
    /// A write of the API that may be sent again.
    IdempotencyId, "idem"
);
id!(
    /// A line of the audit log.
    AuditId, "audit"
);
id!(
    /// What is promoted.
    BrandId, "brand"
);
id!(
    /// What is to be reached by when.
    GoalId, "goal"
);
id!(
    /// A campaign.
    CampaignId, "campaign"
);
id!(
    /// A line of cost.
    CostLineId, "cost"
);
id!(
    /// A connected account on a network.
    ChannelId, "channel"
);
id!(
    /// A connection that waits for the network's consent page.
    ConnectionId, "connect"
);
id!(
    /// A picture in the library.
    MediaId, "media"
);
id!(
    /// A file on its way into the library.
    UploadId, "upload"
);
id!(
    /// An order for a version of a film.
    RenderId, "render"
);
id!(
    /// A master text.
    PostId, "post"
);
id!(
    /// A post's form for one channel.
    VariantId, "variant"
);
id!(
    /// One variant to one channel at one time.
    DeliveryId, "delivery"
);
id!(
    /// One try of a delivery.
    AttemptId, "attempt"
);
id!(
    /// A short link.
    LinkId, "link"
);
id!(
    /// One click on a short link.
    ClickId, "click"
);
id!(
    /// A visit to the brand's own pages.
    VisitId, "visit"
);
id!(
    /// A sale, registration or the like.
    ConversionId, "conversion"
);
id!(
    /// A person who showed interest.
    LeadId, "lead"
);
id!(
    /// One fetched number.
    MetricPointId, "metric"
);
id!(
    /// A stop of publishing.
    PauseId, "pause"
);
id!(
    /// What a person is told without looking for it.
    AlertId, "alert"
);
id!(
    /// Somebody on the list of a newsletter.
    SubscriberId, "subscriber"
);
