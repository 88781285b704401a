"""Kinds of credentials that a scanner for secrets knows today, and what covers each here."""

from __future__ import annotations

_OF_THE_SAME_NAME = """
    adafruit-api-key adobe-client-id adobe-client-secret age-secret-key airtable-api-key algolia-api-key
    alibaba-access-key-id alibaba-secret-key anthropic-admin-api-key anthropic-api-key asana-client-id
    asana-client-secret atlassian-api-token azure-ad-client-secret beamer-api-token bitbucket-client-id
    bitbucket-client-secret bittrex-access-key bittrex-secret-key cisco-meraki-api-key clojars-api-token
    cloudflare-global-api-key cloudflare-origin-ca-key codecov-access-token cohere-api-token
    coinbase-access-token confluent-access-token confluent-secret-key datadog-access-token
    digitalocean-refresh-token discord-client-id discord-client-secret droneci-access-token
    dropbox-api-token duffel-api-token dynatrace-api-token easypost-api-token easypost-test-api-token
    etsy-access-token facebook-access-token facebook-page-access-token facebook-secret fastly-api-token
    finicity-api-token finicity-client-secret finnhub-access-token flickr-access-token
    flutterwave-encryption-key flutterwave-public-key flutterwave-secret-key flyio-access-token
    frameio-api-token freemius-secret-key freshbooks-access-token github-refresh-token gitlab-deploy-token
    gitlab-feed-token gitlab-incoming-mail-token gitlab-scim-token gitlab-session-cookie
    gitter-access-token gocardless-api-token grafana-api-key grafana-service-account-token harness-api-key
    hubspot-api-key huggingface-access-token infracost-api-token intercom-api-key intra42-client-secret
    jfrog-api-key jfrog-identity-token kraken-access-token kucoin-access-token kucoin-secret-key
    launchdarkly-access-token linear-api-key linear-client-secret linkedin-client-id linkedin-client-secret
    lob-api-key looker-client-id looker-client-secret mailchimp-api-key mailgun-signing-key
    mapbox-api-token mattermost-access-token maxmind-license-key messagebird-api-token
    messagebird-client-id microsoft-teams-webhook netlify-access-token new-relic-insert-key
    new-relic-user-api-id notion-api-token npm-access-token nuget-config-password nytimes-access-token
    octopus-deploy-api-key okta-access-token openai-api-key openshift-user-token perplexity-api-key
    plaid-client-id plaid-secret-key planetscale-api-token planetscale-oauth-token planetscale-password
    postman-api-token prefect-api-token private-key privateai-api-token pypi-upload-token
    rapidapi-access-token readme-api-token rubygems-api-token scalingo-api-token sendbird-access-id
    sendbird-access-token sentry-access-token sentry-org-token sentry-user-token shippo-api-token
    shopify-access-token shopify-shared-secret sidekiq-secret slack-app-token slack-bot-token
    slack-config-access-token slack-config-refresh-token slack-legacy-bot-token slack-legacy-token
    slack-user-token slack-webhook-url snyk-api-token sonar-api-token sourcegraph-access-token
    square-access-token squarespace-access-token sumologic-access-id travisci-access-token twilio-api-key
    twitch-api-token twitter-access-secret twitter-access-token twitter-api-key twitter-api-secret
    twitter-bearer-token typeform-api-token vault-batch-token vault-service-token yandex-access-token
    yandex-api-key zendesk-secret-key
"""

_OF_ANOTHER_NAME = {
    "1password-secret-key": "onepassword_secret_key",
    "1password-service-account-token": "onepassword_service_account_token",
    "airtable-personnal-access-token": "airtable_personal_token",
    "artifactory-api-key": "jfrog_api_key",
    "artifactory-reference-token": "jfrog_reference_token",
    "authress-service-client-access-key": "authress_access_key",
    "aws-access-token": "aws_access_key_id",
    "aws-amazon-bedrock-api-key-long-lived": "aws_bedrock_long_lived_key",
    "aws-amazon-bedrock-api-key-short-lived": "aws_bedrock_short_lived_key",
    "clickhouse-cloud-api-secret-key": "clickhouse_cloud_api_secret",
    "cloudflare-api-key": "cloudflare_api_token",
    "contentful-delivery-api-token": "contentful_token",
    "curl-auth-header": "http_authorization_header",
    "curl-auth-user": "curl_credentials",
    "databricks-api-token": "databricks_token",
    "defined-networking-api-token": "defined_networking_token",
    "digitalocean-access-token": "digitalocean_oauth_token",
    "digitalocean-pat": "digitalocean_personal_token",
    "discord-api-token": "discord_bot_token",
    "doppler-api-token": "doppler_token",
    "dropbox-long-lived-api-token": "dropbox_long_lived_token",
    "dropbox-short-lived-api-token": "dropbox_short_lived_token",
    "gcp-api-key": "google_api_key",
    "generic-api-key": "client_secret_api_key",
    "github-app-token": "github_app_installation_token",
    "github-fine-grained-pat": "github_fine_grained_token",
    "github-oauth": "github_oauth_token",
    "github-pat": "github_personal_token",
    "gitlab-cicd-job-token": "gitlab_ci_job_token",
    "gitlab-feature-flag-client-token": "gitlab_feature_flag_token",
    "gitlab-kubernetes-agent-token": "gitlab_agent_token",
    "gitlab-oauth-app-secret": "gitlab_oauth_secret",
    "gitlab-pat": "gitlab_personal_token",
    "gitlab-pat-routable": "gitlab_personal_token_routable",
    "gitlab-ptt": "gitlab_pipeline_trigger_token",
    "gitlab-rrt": "gitlab_runner_registration_token",
    "gitlab-runner-authentication-token": "gitlab_runner_token",
    "gitlab-runner-authentication-token-routable": "gitlab_runner_token_routable",
    "grafana-cloud-api-token": "grafana_cloud_token",
    "hashicorp-tf-api-token": "terraform_api_token",
    "hashicorp-tf-password": "general_password",
    "heroku-api-key": "heroku_api_key_uuid",
    "heroku-api-key-v2": "heroku_api_key",
    "huggingface-organization-api-token": "huggingface_organization_token",
    "jwt": "json_web_token",
    "jwt-base64": "json_web_token_encoded",
    "kubernetes-secret-yaml": "kubernetes_secret",
    "lob-pub-api-key": "lob_publishable_api_key",
    "mailgun-private-api-token": "mailgun_api_key",
    "mailgun-pub-key": "mailgun_public_key",
    "new-relic-browser-api-token": "new_relic_browser_key",
    "new-relic-user-api-key": "new_relic_user_key",
    "pkcs12-file": "pkcs12_archive",
    "plaid-api-token": "plaid_access_token",
    "pulumi-api-token": "pulumi_access_token",
    "sendgrid-api-token": "sendgrid_api_key",
    "sendinblue-api-token": "brevo_api_key",
    "settlemint-application-access-token": "settlemint_application_token",
    "settlemint-personal-access-token": "settlemint_personal_token",
    "settlemint-service-access-token": "settlemint_service_token",
    "shopify-custom-access-token": "shopify_custom_app_token",
    "shopify-private-app-access-token": "shopify_private_app_password",
    "sidekiq-sensitive-url": "sidekiq_secret",
    "slack-legacy-workspace-token": "slack_workspace_token",
    "stripe-access-token": "stripe_secret_key",
    "sumologic-access-token": "sumologic_access_key",
    "telegram-bot-api-token": "telegram_bot_token",
    "yandex-aws-access-token": "yandex_aws_access_key",
}

KINDS: dict[str, str] = {
    kind: kind.replace("-", "_") for kind in _OF_THE_SAME_NAME.split()
} | _OF_ANOTHER_NAME
"""The name of the kind, and the data identifier that finds it."""
