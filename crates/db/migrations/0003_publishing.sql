-- Channels, media, posts, variants, deliveries, attempts.

create table channels (
  workspace_id text not null,
  id text not null,
  brand_id text not null,
  network text not null,
  remote_id text not null,
  handle text not null,
  display_name text not null,
  profile_url text not null,
  avatar_url text,
  base_url text not null,
  limits text not null,
  secret text,
  health text not null,
  health_detail text,
  checked_at bigint,
  refreshing_by text,
  refreshing_until bigint,
  paused_at bigint,
  pause_reason text,
  paused_by text,
  connected_at bigint not null,
  disconnected_at bigint,
  primary key (workspace_id, id),
  constraint channels_brand_id_network_remote_id_key unique (workspace_id, brand_id, network, remote_id),
  constraint channels_brand_fkey foreign key (workspace_id, brand_id) references brands (workspace_id, id)
);

-- A consent page that somebody is at. flow is sealed.
create table connections (
  workspace_id text not null,
  id text not null,
  state_hash text not null,
  user_id text not null,
  brand_id text not null,
  network text not null,
  base_url text not null,
  flow text not null,
  created_at bigint not null,
  expires_at bigint not null,
  primary key (workspace_id, id)
);
create index connections_state on connections (state_hash);

-- Tandem's own registration with a server of a network (client id and secret, sealed).
create table network_apps (
  workspace_id text not null,
  id text not null,
  network text not null,
  base_url text not null,
  secret text not null,
  created_at bigint not null,
  primary key (workspace_id, id),
  constraint network_apps_network_base_url_key unique (workspace_id, network, base_url)
);

create table media (
  workspace_id text not null,
  id text not null,
  brand_id text not null,
  file_name text not null,
  mime text not null,
  bytes bigint not null,
  width bigint not null,
  height bigint not null,
  sha256 text not null,
  alt text not null,
  created_by text,
  created_at bigint not null,
  primary key (workspace_id, id)
);

create table posts (
  workspace_id text not null,
  id text not null,
  brand_id text not null,
  campaign_id text,
  title text not null,
  text text not null,
  language text,
  author_id text,
  created_at bigint not null,
  updated_at bigint not null,
  version bigint not null,
  deleted_at bigint,
  primary key (workspace_id, id),
  constraint posts_brand_fkey foreign key (workspace_id, brand_id) references brands (workspace_id, id),
  constraint posts_campaign_fkey foreign key (workspace_id, campaign_id) references campaigns (workspace_id, id)
);
create index posts_campaign on posts (workspace_id, campaign_id);

create table post_media (
  workspace_id text not null,
  post_id text not null,
  media_id text not null,
  position bigint not null,
  alt text not null,
  primary key (workspace_id, post_id, media_id),
  constraint post_media_post_fkey foreign key (workspace_id, post_id) references posts (workspace_id, id),
  constraint post_media_media_fkey foreign key (workspace_id, media_id) references media (workspace_id, id)
);
create index post_media_media on post_media (workspace_id, media_id);

-- text is null while the variant follows the master text.
create table variants (
  workspace_id text not null,
  id text not null,
  post_id text not null,
  channel_id text not null,
  text text,
  created_at bigint not null,
  primary key (workspace_id, id),
  constraint variants_post_id_channel_id_key unique (workspace_id, post_id, channel_id),
  constraint variants_post_fkey foreign key (workspace_id, post_id) references posts (workspace_id, id),
  constraint variants_channel_fkey foreign key (workspace_id, channel_id) references channels (workspace_id, id)
);

-- The due row is the queue: state and due_at are one index range. content is what goes out, frozen when the first attempt
-- opens; handle is what makes the send repeatable. attempts only grows (it fences); attempts_before is its value when a
-- person last set the delivery going.
create table deliveries (
  workspace_id text not null,
  id text not null,
  brand_id text not null,
  post_id text not null,
  variant_id text not null,
  channel_id text not null,
  state text not null,
  scheduled_at bigint not null,
  due_at bigint not null,
  attempts bigint not null,
  attempts_before bigint not null,
  leased_by text,
  leased_until bigint,
  last_error text,
  content text,
  handle text,
  first_attempt_at bigint,
  remote_id text,
  remote_url text,
  published_at bigint,
  created_at bigint not null,
  primary key (workspace_id, id),
  constraint deliveries_post_fkey foreign key (workspace_id, post_id) references posts (workspace_id, id),
  constraint deliveries_variant_fkey foreign key (workspace_id, variant_id) references variants (workspace_id, id),
  constraint deliveries_channel_fkey foreign key (workspace_id, channel_id) references channels (workspace_id, id)
);
-- One live delivery for each variant: a second press of the button cannot publish twice.
create unique index deliveries_variant_id_key on deliveries (workspace_id, variant_id)
  where state not in ('failed', 'missed', 'canceled');
create index deliveries_due on deliveries (state, due_at);
create index deliveries_calendar on deliveries (workspace_id, scheduled_at);
create index deliveries_post on deliveries (workspace_id, post_id);
create index deliveries_channel on deliveries (workspace_id, channel_id, state);

create table attempts (
  workspace_id text not null,
  id text not null,
  delivery_id text not null,
  number bigint not null,
  kind text not null,
  worker text not null,
  started_at bigint not null,
  finished_at bigint,
  outcome text,
  error_code text,
  error_message text,
  http_status bigint,
  primary key (workspace_id, id),
  constraint attempts_delivery_fkey foreign key (workspace_id, delivery_id) references deliveries (workspace_id, id)
);
create index attempts_delivery on attempts (workspace_id, delivery_id);
