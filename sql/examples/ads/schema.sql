-- Advertising analytics: a company is a tenant, and every key of every table begins with it, as a database that is
-- sharded by tenant asks for. The references carry the company, so none of them can leave it.
CREATE SCHEMA ads;

CREATE TABLE ads.companies (
  id bigint PRIMARY KEY,
  name text NOT NULL,
  image_url text,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE ads.campaigns (
  company_id bigint NOT NULL,
  id bigint NOT NULL,
  name text NOT NULL,
  cost_model text NOT NULL,
  state text NOT NULL DEFAULT 'paused',
  monthly_budget bigint,
  CONSTRAINT campaigns_pkey PRIMARY KEY (company_id, id),
  CONSTRAINT campaigns_company_fk FOREIGN KEY (company_id) REFERENCES ads.companies (id)
);

CREATE TABLE ads.ads (
  company_id bigint NOT NULL,
  id bigint NOT NULL,
  campaign_id bigint NOT NULL,
  name text NOT NULL,
  image_url text,
  target_url text NOT NULL,
  impressions_count bigint NOT NULL DEFAULT 0,
  clicks_count bigint NOT NULL DEFAULT 0,
  CONSTRAINT ads_pkey PRIMARY KEY (company_id, id),
  CONSTRAINT ads_campaign_fk FOREIGN KEY (company_id, campaign_id) REFERENCES ads.campaigns (company_id, id)
    ON DELETE CASCADE
);

CREATE TABLE ads.clicks (
  company_id bigint NOT NULL,
  id bigint NOT NULL,
  ad_id bigint NOT NULL,
  clicked_at timestamptz NOT NULL,
  site_url text NOT NULL,
  cost_per_click numeric(20, 10),
  user_ip text NOT NULL,
  CONSTRAINT clicks_pkey PRIMARY KEY (company_id, id),
  CONSTRAINT clicks_ad_fk FOREIGN KEY (company_id, ad_id) REFERENCES ads.ads (company_id, id)
);

CREATE TABLE ads.impressions (
  company_id bigint NOT NULL,
  id bigint NOT NULL,
  ad_id bigint NOT NULL,
  seen_at timestamptz NOT NULL,
  site_url text NOT NULL,
  cost_per_impression numeric(20, 10),
  user_ip text NOT NULL,
  CONSTRAINT impressions_pkey PRIMARY KEY (company_id, id),
  CONSTRAINT impressions_ad_fk FOREIGN KEY (company_id, ad_id) REFERENCES ads.ads (company_id, id)
);

-- What runs once a night; the application never sees it.
CREATE TABLE ads.rollup_jobs (
  name text PRIMARY KEY,
  finished_at timestamptz
);
