-- Goals are kept in whole steps, never as floats: money in minor units, counts as they are, and the values of a custom
-- metric in millionths (a value beyond a million millions, which is no longer taken, becomes that).
alter table goals add column baseline_steps bigint not null default 0;
alter table goals add column target_steps bigint not null default 0;
update goals set
  baseline_steps = case when metric <> 'custom' then cast(round(baseline) as bigint)
    when baseline > 1000000000000 then 1000000000000000000
    when baseline < -1000000000000 then -1000000000000000000
    else cast(round(baseline * 1000000) as bigint) end,
  target_steps = case when metric <> 'custom' then cast(round(target) as bigint)
    when target > 1000000000000 then 1000000000000000000
    when target < -1000000000000 then -1000000000000000000
    else cast(round(target * 1000000) as bigint) end;
alter table goals drop column baseline;
alter table goals drop column target;
alter table goals rename column baseline_steps to baseline;
alter table goals rename column target_steps to target;
alter table goal_values add column value_steps bigint not null default 0;
update goal_values set
  value_steps = case when value > 1000000000000 then 1000000000000000000
    when value < -1000000000000 then -1000000000000000000
    else cast(round(value * 1000000) as bigint) end;
alter table goal_values drop column value;
alter table goal_values rename column value_steps to value;
