"""Make the static Dutch embedder that ships in `index/model/`.

One module is one noun of the recipe. Imports point downwards only:

    data        what the shared folder holds, split and guarded
    vocabulary  text -> pieces (the tokenizer)
    vectors     pieces -> word vectors, unsupervised
    teacher     sentence vectors of an English model, for distillation
    contrastive word vectors -> retrieval vectors, supervised
    export      a table of vectors -> a sentence-transformers folder
    evaluate    a folder -> figures
"""
