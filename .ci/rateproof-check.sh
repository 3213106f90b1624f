#!/bin/sh
# The gate on a change of rate plans, for any CI: runs `rateproof check` against the branch that the change goes to, posts
# the comment also when the check fails, and ends with the exit code of the check.
#
#   npm ci && sh node_modules/rateproof/.ci/rateproof-check.sh [arguments of rateproof check]
#
# It runs in the folder of the project, where rateproof.config.yaml is. What it takes from the environment:
#   RATEPROOF_BASE      commit or branch to compare with (default: the target of the pull or merge request)
#   RATEPROOF_HOST      github, gitlab, azure, bitbucket or none (default: what the CI system is)
#   RATEPROOF_COMMENT   the Markdown to post (default: reports/latest/comment.md), or false for no comment
#   RATEPROOF_FAIL_ON   any (default): every exit code but 0 fails the job
#                       policies: 1 (a bill that is wrong or not approved) is told and does not fail it
#                       incomplete: 1 and 4 (a policy blocks) are told and do not fail it
#                       What could not be read or compared (2, 3, 5) always fails.
# The token for the comment is the host's own variable: `rateproof comment --help`.
set -u

say() { printf 'rateproof-check: %s\n' "$*" >&2; }

case ${RATEPROOF_FAIL_ON:-any} in
  any | policies | incomplete) ;;
  *)
    say "RATEPROOF_FAIL_ON is any, policies or incomplete"
    exit 2
    ;;
esac

# Installed on the machine, or in the project by `npm ci`; nothing is fetched that the project has not locked.
if command -v rateproof >/dev/null 2>&1; then
  run() { rateproof "$@"; }
elif [ -x node_modules/.bin/rateproof ]; then
  run() { node_modules/.bin/rateproof "$@"; }
else
  say "rateproof is not installed here: add it to the project's devDependencies and run \`npm ci\` before this step"
  exit 2
fi

# Which host, and which branch the change goes to, by the CI system's own variables.
host=none
branch=
base=${RATEPROOF_BASE:-}
if [ -n "${GITHUB_ACTIONS:-}" ]; then
  host=github
  branch=${GITHUB_BASE_REF:-}
elif [ -n "${GITLAB_CI:-}" ]; then
  host=gitlab
  branch=${CI_MERGE_REQUEST_TARGET_BRANCH_NAME:-}
elif [ -n "${TF_BUILD:-}" ]; then
  host=azure
  branch=${SYSTEM_PULLREQUEST_TARGETBRANCH:-}
  branch=${branch#refs/heads/}
elif [ -n "${BITBUCKET_BUILD_NUMBER:-}" ]; then
  host=bitbucket
  branch=${BITBUCKET_PR_DESTINATION_BRANCH:-}
fi
host=${RATEPROOF_HOST:-$host}
case $host in
  github | gitlab | azure | bitbucket | none) ;;
  *)
    say "RATEPROOF_HOST is github, gitlab, azure, bitbucket or none"
    exit 2
    ;;
esac

# CI systems fetch one commit. Without the history nobody can say where the change began.
if [ "$(git rev-parse --is-shallow-repository 2>/dev/null)" = true ]; then
  say "the clone is shallow: fetching its history"
  if ! git fetch --quiet --no-tags --unshallow origin; then
    say "the history could not be fetched. Let the CI system fetch all of it:"
    say "  GitHub: fetch-depth: 0 for actions/checkout; GitLab: GIT_DEPTH: 0; Azure: fetchDepth: 0; Bitbucket: clone: depth: full"
  fi
fi
if [ -z "$base" ] && [ -n "$branch" ]; then
  # A name that git would not take for a branch, or that begins an option, reaches no command.
  if ! git check-ref-format "refs/heads/$branch"; then
    say "the target branch has a name that git does not know"
    exit 2
  fi
  if ! git rev-parse --quiet --verify --end-of-options "refs/remotes/origin/$branch^{commit}" >/dev/null; then
    say "fetching the target branch $branch"
    git fetch --quiet --no-tags origin "+refs/heads/$branch:refs/remotes/origin/$branch" ||
      say "the target branch could not be fetched; fetch it before this step, or name a commit in RATEPROOF_BASE"
  fi
  base=refs/remotes/origin/$branch
fi

# What is to be posted must be of this run.
comment=${RATEPROOF_COMMENT:-reports/latest/comment.md}
if [ "$comment" != false ]; then rm -f -- "$comment"; fi

status=0
if [ -n "$base" ]; then run check --base "$base" "$@" || status=$?; else run check "$@" || status=$?; fi

# Whoever reads the pull request is told why it failed: the comment comes before the exit code, and does not change it.
if [ "$comment" != false ] && [ "$host" != none ]; then
  if [ ! -f "$comment" ]; then
    say "there is nothing to comment: the check wrote no $comment"
  elif [ -z "$branch" ] && [ -z "${RATEPROOF_HOST:-}" ]; then
    say "this job was not started for a pull or merge request: nothing is commented"
  else
    run comment "$host" --file "$comment" || say "the comment was not posted (see above); the check itself ended with $status"
  fi
fi

if [ -n "${GITHUB_OUTPUT:-}" ]; then echo "exit-code=$status" >>"$GITHUB_OUTPUT"; fi
case "${RATEPROOF_FAIL_ON:-any} $status" in
  "policies 1" | "incomplete 1" | "incomplete 4")
    say "the check ended with $status, which does not fail this job (RATEPROOF_FAIL_ON=$RATEPROOF_FAIL_ON)"
    status=0
    ;;
esac
exit "$status"
