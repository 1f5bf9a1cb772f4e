-- User data goes with its server.
UPDATE compute_server SET user_data = NULL WHERE deleted_at IS NOT NULL AND user_data IS NOT NULL;
