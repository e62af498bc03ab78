-- People, workspaces, brands, tokens, audit. Booleans are 0/1, times epoch milliseconds.

create table users (
  id text primary key,
  email text not null,
  name text not null,
  password_hash text not null,
  locale text,
  theme text not null,
  zone text,
  created_at bigint not null,
  constraint users_email_key unique (email)
);

create table workspaces (
  id text primary key,
  name text not null,
  zone text not null,
  currency text not null,
  merged_roles bigint not null,
  hour_rate_minor bigint not null,
  created_at bigint not null
);

create table brands (
  workspace_id text not null,
  id text not null,
  name text not null,
  site_key text not null,
  site_url text,
  created_at bigint not null,
  archived_at bigint,
  primary key (workspace_id, id),
  constraint brands_name_key unique (workspace_id, name),
  constraint brands_workspace_fkey foreign key (workspace_id) references workspaces (id)
);

-- Which workspace and brand a tracker key belongs to: read without knowing the workspace.
create table site_keys (
  site_key text primary key,
  workspace_id text not null,
  brand_id text not null
);

create table memberships (
  workspace_id text not null,
  id text not null,
  user_id text not null,
  role text not null,
  brand_id text,
  access_ends_at bigint,
  created_at bigint not null,
  primary key (workspace_id, id),
  constraint memberships_user_id_key unique (workspace_id, user_id),
  constraint memberships_user_fkey foreign key (user_id) references users (id)
);
create index memberships_user on memberships (user_id);

create table sessions (
  id text primary key,
  user_id text not null,
  workspace_id text,
  token_hash text not null,
  user_agent text not null,
  address text not null,
  created_at bigint not null,
  last_seen_at bigint not null,
  expires_at bigint not null,
  constraint sessions_token_hash_key unique (token_hash),
  constraint sessions_user_fkey foreign key (user_id) references users (id)
);
create index sessions_user on sessions (user_id);

create table invitations (
  workspace_id text not null,
  id text not null,
  email text not null,
  role text not null,
  brand_id text,
  access_ends_at bigint,
  token_hash text not null,
  invited_by text not null,
  created_at bigint not null,
  expires_at bigint not null,
  accepted_at bigint,
  revoked_at bigint,
  primary key (workspace_id, id)
);
create index invitations_token on invitations (token_hash);

create table password_resets (
  id text primary key,
  user_id text not null,
  token_hash text not null,
  created_at bigint not null,
  expires_at bigint not null,
  used_at bigint,
  constraint password_resets_token_hash_key unique (token_hash),
  constraint password_resets_user_fkey foreign key (user_id) references users (id)
);

create table api_tokens (
  workspace_id text not null,
  id text not null,
  user_id text not null,
  name text not null,
  scopes text not null,
  token_hash text not null,
  created_at bigint not null,
  last_used_at bigint,
  expires_at bigint,
  revoked_at bigint,
  primary key (workspace_id, id)
);
create index api_tokens_token on api_tokens (token_hash);

create table audit_entries (
  workspace_id text not null,
  id text not null,
  at bigint not null,
  actor_kind text not null,
  actor_id text,
  actor_name text not null,
  action text not null,
  subject_kind text not null,
  subject_id text not null,
  detail text not null,
  primary key (workspace_id, id)
);
create index audit_entries_subject on audit_entries (workspace_id, subject_id);

create table idempotency_keys (
  workspace_id text not null,
  id text not null,
  idempotency_key text not null,
  request_hash text not null,
  status bigint,
  body text,
  created_at bigint not null,
  primary key (workspace_id, id),
  constraint idempotency_keys_idempotency_key_key unique (workspace_id, idempotency_key)
);
