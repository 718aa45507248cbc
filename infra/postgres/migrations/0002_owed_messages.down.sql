-- What was still owed is lost with the tables; runs and orders stay.
drop table rate_limits, deliveries, run_messages;
delete from schema_migrations where name = '0002_owed_messages';
