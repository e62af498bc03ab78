-- What networks send names an account and a post by the network's ids.
create index channels_account on channels (network, remote_id);
create index deliveries_remote on deliveries (workspace_id, channel_id, remote_id) where remote_id is not null;

-- How often each network sent something, for the operator; nothing of what it sent.
create table webhook_counts (
  network text not null,
  accepted bigint not null,
  refused bigint not null,
  events bigint not null,
  accepted_at bigint,
  refused_at bigint,
  primary key (network)
);
