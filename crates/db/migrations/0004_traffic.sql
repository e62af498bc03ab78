-- Short links, clicks, visits, conversions, leads.
-- conversions.margin_minor is null where nobody told the margin and the brand has no margin rate: then it is unknown, and
-- sums must say for how many conversions it is (count(*) - count(margin_minor)).

-- Which link a slug is: read without knowing the workspace.
create table slugs (
  slug text primary key,
  workspace_id text not null,
  link_id text not null
);

-- One link for each address in each delivery. target_url carries the UTM tags; url_hash is SHA-256 of original_url, which
-- is too long for an index.
create table links (
  workspace_id text not null,
  id text not null,
  slug text not null,
  brand_id text not null,
  campaign_id text,
  post_id text,
  delivery_id text,
  channel_id text,
  original_url text not null,
  url_hash text not null,
  target_url text not null,
  created_at bigint not null,
  primary key (workspace_id, id),
  constraint links_slug_key unique (workspace_id, slug),
  constraint links_delivery_id_url_hash_key unique (workspace_id, delivery_id, url_hash)
);
create index links_post on links (workspace_id, post_id);
create index links_campaign on links (workspace_id, campaign_id);
create index links_created on links (workspace_id, created_at);

create table clicks (
  workspace_id text not null,
  id text not null,
  link_id text not null,
  at bigint not null,
  crawler bigint not null,
  referrer_host text,
  device text not null,
  primary key (workspace_id, id)
);
create index clicks_link on clicks (workspace_id, link_id, at);

-- visitor is a keyed digest that changes every day: no cookie, no address kept. landing_url has no query.
create table visits (
  workspace_id text not null,
  id text not null,
  brand_id text not null,
  visitor text not null,
  link_id text,
  click_id text,
  landing_url text not null,
  referrer_host text,
  utm_source text,
  utm_medium text,
  utm_campaign text,
  pages bigint not null,
  started_at bigint not null,
  last_seen_at bigint not null,
  primary key (workspace_id, id)
);
create index visits_visitor on visits (workspace_id, visitor, started_at);
create index visits_link on visits (workspace_id, link_id, started_at);
create index visits_brand on visits (workspace_id, brand_id, started_at);

-- The random half of each day's visitor digest (day is days since 1970, UTC). Deleted after two days: then nobody can
-- tell any more whose digest a visitor is.
create table visitor_salts (
  day bigint primary key,
  salt text not null
);

-- source: script (/collect), api, lead (a deal won). order_id is null where the caller named none: such a conversion
-- cannot be recognised when it is sent twice.
create table conversions (
  workspace_id text not null,
  id text not null,
  brand_id text not null,
  name text not null,
  order_id text,
  value_minor bigint not null,
  margin_minor bigint,
  currency text not null,
  at bigint not null,
  source text not null,
  link_id text,
  visit_id text,
  click_id text,
  created_at bigint not null,
  primary key (workspace_id, id),
  constraint conversions_brand_id_name_order_id_key unique (workspace_id, brand_id, name, order_id)
);
create index conversions_link on conversions (workspace_id, link_id, at);
create index conversions_at on conversions (workspace_id, at);

-- What a brand earns on its sales where a conversion does not say: basis points of the value.
create table brand_commerce (
  workspace_id text not null,
  brand_id text not null,
  margin_rate_bp bigint not null,
  primary key (workspace_id, brand_id),
  constraint brand_commerce_brand_fkey foreign key (workspace_id, brand_id) references brands (workspace_id, id)
);

-- What /collect refused, by day and reason, so that a wrong set-up is seen. detail is the newest example.
create table collect_refusals (
  workspace_id text not null,
  brand_id text not null,
  day bigint not null,
  code text not null,
  refused bigint not null,
  last_at bigint not null,
  detail text not null,
  primary key (workspace_id, brand_id, day, code)
);

-- owner_id is who works on it; handed_over_at is when it was given to sales. conversion_id is the won deal.
create table leads (
  workspace_id text not null,
  id text not null,
  brand_id text not null,
  name text not null,
  contact text not null,
  note text not null,
  stage text not null,
  link_id text,
  conversion_id text,
  value_minor bigint,
  margin_minor bigint,
  currency text not null,
  owner_id text,
  handed_over_at bigint,
  created_by text,
  created_at bigint not null,
  updated_at bigint not null,
  primary key (workspace_id, id),
  constraint leads_brand_fkey foreign key (workspace_id, brand_id) references brands (workspace_id, id)
);
create index leads_stage on leads (workspace_id, stage, created_at);
