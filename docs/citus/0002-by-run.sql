-- The runs of every project on all nodes, for where one project has most of them. See docs/scale.md; instead of
-- 0002-by-project.sql, never both.

-- Citus calls every trigger unsafe. runs_clear_raw looks at its own row and at nothing else, wherever that row lies.
set citus.enable_unsafe_triggers = on;

-- With the parent go its partitions, those that are there and those that are made later.
select create_distributed_table('runs', 'run_id', colocate_with => 'none', shard_count => 32);

-- A few rows that every node may ask for.
select create_reference_table('lse_migrations');
select create_reference_table('lse_loaded_days');
