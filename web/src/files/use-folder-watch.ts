import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { filesContract } from '../../../src/storage/contract.ts';
import { addressOf } from '../api/call.ts';

/** Lists the folder again whenever the files server says that it changed, by whoever's hand. */
export function useFolderWatch(account: string, path: string): void {
  const client = useQueryClient();
  useEffect(() => {
    const source = new EventSource(addressOf(filesContract.watch, { params: { name: account }, query: { path } }));
    const list = () => void client.invalidateQueries({ queryKey: ['files', account, 'list', path] });
    const trash = () => {
      void client.invalidateQueries({ queryKey: ['files', account, 'trash'] });
      void client.invalidateQueries({ queryKey: ['files', account, 'places'] });
    };
    const jobs = () => void client.invalidateQueries({ queryKey: ['files', account, 'jobs'] });
    source.addEventListener('changed', list);
    source.addEventListener('gone', list);
    source.addEventListener('trash', trash);
    source.addEventListener('job', jobs);
    return () => source.close();
  }, [client, account, path]);
}
