-- Uploads under way: a file that comes in pieces, also over breaks. received is how many bytes are on the disk for sure;
-- pieces is JSON, pairs of first byte and the fence of whoever wrote it; fence grows with every writer, and writing is the
-- fence of one that has not ended. media_id is what came of it.
create table uploads (
  workspace_id text not null,
  id text not null,
  brand_id text not null,
  user_id text,
  file_name text not null,
  alt text not null,
  folder text not null,
  tags text not null,
  modified bigint not null,
  size bigint not null,
  received bigint not null,
  pieces text not null,
  fence bigint not null,
  writing bigint not null,
  media_id text,
  created_at bigint not null,
  expires_at bigint not null,
  primary key (workspace_id, id),
  constraint uploads_brand_fkey foreign key (workspace_id, brand_id) references brands (workspace_id, id)
);
create index uploads_person on uploads (workspace_id, user_id, created_at);
create index uploads_expires on uploads (expires_at);
