-- The library: folder, tags and rights of a file, what stays in the picture when it is cut, and versions made of it.
-- tags is written ',autumn,tea,' so that one is found by ',tea,'.
alter table media add column folder text not null default '';
alter table media add column tags text not null default '';
alter table media add column rights_holder text not null default '';
alter table media add column licence text not null default '';
alter table media add column rights_end_at bigint;
alter table media add column focus_x bigint not null default 50;
alter table media add column focus_y bigint not null default 50;
alter table media add column codec text;
alter table media add column original_id text;
create index media_newest on media (workspace_id, created_at, id) where original_id is null;
create index media_brand on media (workspace_id, brand_id, created_at, id) where original_id is null;
create index media_versions on media (workspace_id, original_id) where original_id is not null;
create index media_sha256 on media (workspace_id, sha256);
