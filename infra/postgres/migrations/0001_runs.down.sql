-- Forgets everything, the log of migrations too: this is the first one.
drop table admin_actions, outbox, requests, standings, switches, usuals, orders, runs, channels, members, schema_migrations;
drop function keep_final_state;
