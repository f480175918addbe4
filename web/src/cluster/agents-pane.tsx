import type { ClusterPicture } from '../../../src/cluster/contract.ts';
import { useTranslation } from '../catalogue/use-translation.ts';
import { AgentsMap } from './agents-map.tsx';
import type { Kind } from './amount-text.ts';
import styles from './cluster.module.css';
import { groupOf, othersColour } from './role-colours.ts';

/** Where what is used is used: a tile for each agent, coloured by role. */
export function AgentsPane({
  picture,
  kind,
  colourOf,
}: {
  picture: ClusterPicture;
  kind: Kind;
  colourOf: (role: string | null) => string;
}) {
  const { t } = useTranslation();
  const { agents, agentsInAll } = picture;
  const named = [
    ...new Set(agents.flatMap(({ byRole }) => byRole.flatMap(({ role }) => (role === null ? [] : [groupOf(role)])))),
  ].sort();
  const others = agents.some(({ byRole }) => byRole.some(({ role }) => role === null));
  return (
    <section className="pane">
      <header>
        <h2 className="grow">{t('cluster.agents')}</h2>
        <span className={`${styles.legend} s12 t2`}>
          {named.slice(0, 8).map((role) => (
            <span key={role}>
              <i className={styles.swatch} style={{ background: colourOf(role) }} /> {role}
            </span>
          ))}
          {others ? (
            <span>
              <i className={styles.swatch} style={{ background: othersColour }} /> {t('cluster.others')}
            </span>
          ) : null}
          <span>
            <i className={`${styles.swatch} ${styles.free}`} /> {t('cluster.free')}
          </span>
        </span>
      </header>
      <AgentsMap agents={agents} kind={kind} colourOf={colourOf} />
      {agentsInAll > agents.length ? (
        <p className={`${styles.pad} t3 s12`}>
          {t('cluster.firstAgents', { shown: agents.length, count: agentsInAll })}
        </p>
      ) : null}
    </section>
  );
}
