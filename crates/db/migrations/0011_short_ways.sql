-- Every page counts the deliveries that wait for a person: a few among the month's thousands. The index holds all that is
-- asked, or the month's, which does, is taken for it and walked.
create index deliveries_troubled on deliveries (workspace_id, scheduled_at, id, state, brand_id, post_id)
  where state in ('unknown', 'failed', 'missed', 'paused');
-- Clicks are counted for links, crawlers apart, without a look at each click.
drop index clicks_link;
create index clicks_link on clicks (workspace_id, link_id, at, crawler);
