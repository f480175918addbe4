import { route } from '../platform/index.ts';
import { acceptInvitation } from './accept-invitation.ts';
import { requireAccount, viewAccount } from './account-view.ts';
import { addMember } from './add-member.ts';
import { changeAccount } from './change-account.ts';
import { changeGroup } from './change-group.ts';
import { changePassword } from './change-password.ts';
import * as contract from './contract.ts';
import { createAccount } from './create-account.ts';
import { createGroup } from './create-group.ts';
import { deleteAccount } from './delete-account.ts';
import { deleteGroup } from './delete-group.ts';
import type { LiveDirectory } from './directory/live-directory.ts';
import { endOtherSessions } from './end-other-sessions.ts';
import { endSession } from './end-session.ts';
import { followAudit } from './follow-audit.ts';
import { getGroup } from './get-group.ts';
import { getSession } from './get-session.ts';
import { inviteAccount } from './invite-account.ts';
import { listAccounts } from './list-accounts.ts';
import { listAudit } from './list-audit.ts';
import { listGroups } from './list-groups.ts';
import { listInvitations } from './list-invitations.ts';
import { listSessions } from './list-sessions.ts';
import { listTokens } from './list-tokens.ts';
import { makeToken } from './make-token.ts';
import type { Parts } from './parts.ts';
import { readInvitation } from './read-invitation.ts';
import { removeMember } from './remove-member.ts';
import { resetPassword } from './reset-password.ts';
import { revokeToken } from './revoke-token.ts';
import { signIn } from './sign-in.ts';
import { signOut } from './sign-out.ts';

/** Joins each operation with its use case. `closing` ends streams when the room ends. */
export function routesOf(parts: Parts, directory: LiveDirectory | undefined, closing: AbortSignal) {
  return [
    route(contract.signIn, (ctx, { body }) => signIn(ctx, parts, directory, body)),
    route(contract.getSession, (ctx) => getSession(ctx, parts)),
    route(contract.signOut, (ctx) => signOut(ctx, parts)),
    route(contract.listSessions, (ctx, { query }) => listSessions(ctx, parts, query)),
    route(contract.endOtherSessions, (ctx) => endOtherSessions(ctx, parts)),
    route(contract.endSession, (ctx, { params }) => endSession(ctx, parts, params.id)),
    route(contract.makeToken, (ctx, { body }) => makeToken(ctx, parts, body)),
    route(contract.listTokens, (ctx, { query }) => listTokens(ctx, query)),
    route(contract.revokeToken, (ctx, { params }) => revokeToken(ctx, parts, params.id)),
    route(contract.changePassword, (ctx, { body }) => changePassword(ctx, parts, body)),
    ...accountRoutes(parts),
    ...groupRoutes(parts),
    route(contract.listAudit, (ctx, { query }) => listAudit(ctx, query)),
    route(contract.followAudit, async (ctx, { query }) => followAudit(ctx, query, closing)),
  ];
}

function accountRoutes(parts: Parts) {
  return [
    route(contract.createAccount, (ctx, { body }) => createAccount(ctx, parts, body)),
    route(contract.listAccounts, (ctx, { query }) => listAccounts(ctx, query)),
    route(contract.getAccount, async (ctx, { params }) => viewAccount(await requireAccount(ctx, params.name))),
    route(contract.changeAccount, (ctx, { params, body }) => changeAccount(ctx, parts, params.name, body)),
    route(contract.deleteAccount, (ctx, { params }) => deleteAccount(ctx, parts, params.name)),
    route(contract.suspendAccount, (ctx, { params }) => changeAccount(ctx, parts, params.name, { suspended: true })),
    route(contract.resumeAccount, (ctx, { params }) => changeAccount(ctx, parts, params.name, { suspended: false })),
    route(contract.resetPassword, (ctx, { params }) => resetPassword(ctx, parts, params.name)),
    route(contract.inviteAccount, (ctx, { params }) => inviteAccount(ctx, parts, params.name)),
    route(contract.listInvitations, (ctx, { query }) => listInvitations(ctx, query)),
    route(contract.readInvitation, (ctx, { body }) => readInvitation(ctx, body.secret)),
    route(contract.acceptInvitation, (ctx, { body }) => acceptInvitation(ctx, parts, body)),
  ];
}

function groupRoutes(parts: Parts) {
  return [
    route(contract.createGroup, (ctx, { body }) => createGroup(ctx, parts, body)),
    route(contract.listGroups, (ctx, { query }) => listGroups(ctx, query)),
    route(contract.getGroup, (ctx, { params, query }) => getGroup(ctx, params.name, query)),
    route(contract.changeGroup, (ctx, { params, body }) => changeGroup(ctx, parts, params.name, body.description)),
    route(contract.deleteGroup, (ctx, { params }) => deleteGroup(ctx, parts, params.name)),
    route(contract.addMember, (ctx, { params }) => addMember(ctx, parts, params.name, params.account)),
    route(contract.removeMember, (ctx, { params }) => removeMember(ctx, parts, params.name, params.account)),
  ];
}
