-- Most visits and conversions come from no link of ours: an index row for each of them cost a write and found nothing.
drop index visits_link;
create index visits_link on visits (workspace_id, link_id, started_at) where link_id is not null;
drop index conversions_link;
create index conversions_link on conversions (workspace_id, link_id, at) where link_id is not null;
