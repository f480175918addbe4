import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { TaskDetail } from '../../../src/cluster/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { Facts } from '../parts/facts.tsx';
import { formatDuration } from '../parts/format-time.ts';
import { GreyRows } from '../parts/grey-rows.tsx';
import { Instant } from '../parts/instant.tsx';
import { ProblemBox } from '../parts/problem-box.tsx';
import { sizeWords } from './amount-text.ts';
import styles from './cluster.module.css';
import { taskQuery } from './cluster-queries.ts';
import { EndTask } from './end-task.tsx';
import { ExplanationView } from './explanation-view.tsx';
import { MadeRoom } from './made-room-pane.tsx';
import { say } from './say.ts';
import { TaskChecks } from './task-checks.tsx';
import { TaskFiles } from './task-files.tsx';
import { TaskLog } from './task-log.tsx';
import { TaskStateBadge } from './task-state.tsx';
import { TaskTimeline } from './task-timeline.tsx';
import { UsagePane } from './usage-pane.tsx';

/** One task: how it is and why, its life, what it writes, what it uses of what it asked for. */
export function TaskPage() {
  const { t } = useTranslation();
  const { taskId } = useParams({ from: '/framed/cluster/tasks/$taskId' });
  const query = useQuery(taskQuery(taskId));
  return (
    <div className={styles.overview}>
      <div className={styles.back}>
        <Link to="/cluster/tasks">{t('cluster.tasks')}</Link>
      </div>
      {query.error ? <ProblemBox error={query.error} again={() => void query.refetch()} /> : null}
      {query.isPending ? <GreyRows rows={8} /> : null}
      {query.data ? <OneTask task={query.data} /> : null}
    </div>
  );
}

function OneTask({ task }: { task: TaskDetail }) {
  const { t, language } = useTranslation();
  const live = task.endedAt === null;
  return (
    <div className={styles.panes}>
      <header className={`${styles.whole} ${styles.taskHead}`}>
        <h1 className="el" title={task.id}>
          {task.kind === 'task' ? task.name : t(`cluster.taskKind.${task.kind}`)}
        </h1>
        <TaskStateBadge task={task} />
        {task.reason === null ? null : (
          <span className={`${styles.clamped} ${task.state === 'queued' ? 'wait' : 't2'}`} title={task.reason.text}>
            {say(task.reason, t, language)}
          </span>
        )}
        <span className="grow" />
        <EndTask task={task} />
      </header>
      {task.why === null ? null : (
        <section className={`pane ${styles.whole} ${styles.pad}`}>
          <ExplanationView explanation={task.why} task={null} />
        </section>
      )}
      {task.preemptedFor === null ? null : (
        <section className={`pane ${styles.whole}`}>
          <MadeRoom preemption={task.preemptedFor} />
        </section>
      )}
      <section className="pane">
        <header>
          <h2>{t('cluster.about_')}</h2>
        </header>
        <div className={styles.facts}>
          <Facts facts={factsOf(task, t, language)} />
        </div>
      </section>
      <TaskTimeline task={task} />
      <TaskChecks task={task} />
      <TaskLog task={task} />
      <TaskFiles task={task} />
      <UsagePane taskId={task.id} live={live} />
    </div>
  );
}

type Said = ReturnType<typeof useTranslation>['t'];

function factsOf(task: TaskDetail, t: Said, language: string) {
  const { command, constraints, agent, exitCode, endsBy } = task;
  return [
    [t('cluster.owner'), task.account],
    [t('cluster.role'), task.role],
    [t('cluster.classHead'), t(`cluster.class.${task.class}`)],
    [t('cluster.askedFor'), sizeWords(task.resources, t, language)],
    ...(constraints.length > 0 ? [[t('cluster.where'), constraints.map(constraintWords).join(', ')] as const] : []),
    [t('cluster.agent'), agent === null ? '–' : <AgentLink key="agent" agent={agent} />],
    [t('cluster.framework'), task.framework.name],
    ...(task.ports.length === 0 ? [] : [[t('cluster.itsPorts'), portWords(task)] as const]),
    ...(task.container === null ? [] : [[t('cluster.container'), task.container.image] as const]),
    ...(task.volumes.length === 0
      ? []
      : [
          [
            t('cluster.volumes'),
            task.volumes.map((one) => volumeWords(one, t('cluster.readOnly'))).join(', '),
          ] as const,
        ]),
    ...(task.fetch.length === 0 ? [] : [[t('cluster.fetches'), <Fetched key="fetch" task={task} />] as const]),
    ...(task.kind === 'task'
      ? [[t('cluster.grace'), formatDuration(task.graceSeconds * 1000, language)] as const]
      : []),
    ...(exitCode === null ? [] : [[t('cluster.exitCode'), String(exitCode)] as const]),
    ...(endsBy === null ? [] : [[t('cluster.endsBy'), <Instant key="ends" at={endsBy} />] as const]),
    ...(command === null
      ? []
      : [
          [
            t('cluster.command'),
            <code key="command" className={styles.command}>
              {command.map(shellWord).join(' ')}
            </code>,
          ] as const,
        ]),
    ['id', <code key="id">{task.id}</code>],
  ] as const;
}

function Fetched({ task: { fetch } }: { task: TaskDetail }) {
  return fetch.map(({ uri, output, extract, sha256 }) => (
    <div key={`${uri} ${output ?? ''}`} className="el" title={sha256 === undefined ? uri : `${uri}\nsha256 ${sha256}`}>
      <code>{uri}</code>
      {extract || output !== undefined ? <span className="t3"> → {output ?? '…'}</span> : null}
    </div>
  ));
}

function AgentLink({ agent }: { agent: string }) {
  return (
    <Link to="/cluster/agents" search={{ show: agent }}>
      {agent}
    </Link>
  );
}

function portWords({ ports }: TaskDetail): string {
  return ports.map(({ begin, end }) => (begin === end ? `${begin}` : `${begin}–${end}`)).join(', ');
}

function volumeWords({ name, path, readOnly }: TaskDetail['volumes'][number], only: string): string {
  return `${name}${path === name ? '' : ` → ${path}`}${readOnly ? ` (${only})` : ''}`;
}

function constraintWords({ attribute, values, not }: TaskDetail['constraints'][number]): string {
  return `${attribute} ${not ? '≠' : '='} ${values.join(' | ')}`;
}

/** As it would be typed. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
