-- Clicks and visits of each link by UTC day (day is days since 1970), kept in the transaction that stores the clicks and
-- visits themselves. A day in another zone is made of whole UTC days and of what the events tell at its two ends.
create table link_days (
  workspace_id text not null,
  link_id text not null,
  day bigint not null,
  clicks bigint not null,
  crawler_clicks bigint not null,
  last_click_at bigint,
  visits bigint not null,
  last_visit_at bigint,
  primary key (workspace_id, link_id, day)
);
insert into link_days (workspace_id, link_id, day, clicks, crawler_clicks, last_click_at, visits, last_visit_at)
  select workspace_id, link_id, day, cast(sum(clicks) as bigint), cast(sum(crawler_clicks) as bigint),
    max(last_click_at), cast(sum(visits) as bigint), max(last_visit_at)
  from (
    select workspace_id, link_id, at / 86400000 as day, 1 - crawler as clicks, crawler as crawler_clicks,
      case when crawler = 0 then at end as last_click_at, 0 as visits, cast(null as bigint) as last_visit_at from clicks
    union all
    select workspace_id, link_id, started_at / 86400000, 0, 0, cast(null as bigint), 1, started_at from visits
      where link_id is not null
  ) events
  group by workspace_id, link_id, day;
create index leads_link on leads (workspace_id, link_id, created_at) where link_id is not null;
